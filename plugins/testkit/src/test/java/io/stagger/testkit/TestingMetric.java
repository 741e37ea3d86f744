package io.stagger.testkit;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The mean absolute error of the mean of the samples, and the share of numbers that lie between the
 * least and the greatest sample, unless defects are asked for.
 */
final class TestingMetric implements Metric<float[]> {
  /** What can be wrong, and the test of the kit that must notice. */
  enum Defect {
    SHOUTS("scoresAreNamedByWords"),
    NAMES_BY_WHAT_IT_SEES("scoresAreNamedByWords"),
    DECLARES_ANOTHER_TYPE("scoresAreNamedByWords"),
    DIVIDES_BY_ZERO("scoresAreFinite"),
    PRAISES_ERRORS("perfectPredictionsScoreAsDeclared"),
    NEVER_REACHES_THE_BEST("perfectPredictionsScoreAsDeclared"),
    CHOOSES_BY_CHANCE("scoringIsRepeatable"),
    SHARES_ITS_SUMS("scoringIsRepeatable"),
    FORGETS_WHEN_ASKED("scoringIsRepeatable"),
    STOPS_WHEN_ASKED("scoresAreThoseOfEverythingAdded"),
    KEEPS_THE_FIRST("scoresAreThoseOfEverythingAdded"),
    KEEPS_THE_LAST("theOrderOfPredictionsDoesNotMatter"),
    TAKES_THE_FIRST_SAMPLE("theOrderOfSamplesDoesNotMatter"),
    ADDS_UP("scoresDoNotGrowWithTheNumberOfPredictions"),
    SQUARES("scoresAreInTheDeclaredUnit"),
    SCORES_NOTHING("nothingHasNoScore");

    private final String noticedBy;

    Defect(String noticedBy) {
      this.noticedBy = noticedBy;
    }

    String noticedBy() {
      return noticedBy;
    }
  }

  private final Set<Defect> defects;
  private final Sums shared = new Sums();
  private int scorers;

  TestingMetric(Set<Defect> defects) {
    this.defects = defects;
  }

  private boolean has(Defect defect) {
    return defects.contains(defect);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<float[]> sampleType() {
    return has(Defect.DECLARES_ANOTHER_TYPE)
        ? (Class<float[]>) (Class<?>) double[].class
        : float[].class;
  }

  @Override
  public Scorer<float[]> scorer() {
    return new MeanScorer(has(Defect.SHARES_ITS_SUMS) ? shared : new Sums(), scorers++);
  }

  private static final class Sums {
    double errors;
    long within;
    long count;
    long predictions;
  }

  private final class MeanScorer implements Scorer<float[]> {
    private final Sums sums;
    private final int number;
    private boolean asked;

    MeanScorer(Sums sums, int number) {
      this.sums = sums;
      this.number = number;
    }

    @Override
    public void add(Prediction<float[]> prediction) {
      if ((has(Defect.STOPS_WHEN_ASKED) && asked)
          || (has(Defect.KEEPS_THE_FIRST) && sums.predictions > 0)) {
        return;
      }
      if (has(Defect.KEEPS_THE_LAST)) {
        forget();
      }
      sums.predictions++;
      for (int time = prediction.knownLength(); time < prediction.truth().length; time++) {
        double truth = prediction.truth()[time];
        double mean = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (float[] sample : prediction.samples()) {
          mean += sample[time] / prediction.samples().size();
          least = Math.min(least, sample[time]);
          greatest = Math.max(greatest, sample[time]);
        }
        if (has(Defect.TAKES_THE_FIRST_SAMPLE)) {
          mean = prediction.samples().get(0)[time];
        }
        if (has(Defect.CHOOSES_BY_CHANCE)) {
          mean = prediction.samples().get(number % 2)[time];
        }
        double error = Math.abs(mean - truth);
        sums.errors += has(Defect.SQUARES) ? error * error : error;
        sums.within += least <= truth && truth <= greatest ? 1 : 0;
        sums.count++;
      }
    }

    private void forget() {
      sums.errors = 0;
      sums.within = 0;
      sums.count = 0;
    }

    @Override
    public Map<String, Double> scores() {
      if (sums.count == 0 && !has(Defect.SCORES_NOTHING)) {
        throw new IllegalStateException("No prediction was added.");
      }
      asked = true;
      double error = has(Defect.ADDS_UP) ? sums.errors : sums.errors / sums.count;
      if (has(Defect.PRAISES_ERRORS)) {
        error = -error;
      }
      if (has(Defect.NEVER_REACHES_THE_BEST)) {
        error *= 1 + 1e-3;
        error += 1e-3;
      }
      if (has(Defect.DIVIDES_BY_ZERO)) {
        error /= 0.0;
      }
      Map<String, Double> scores = new LinkedHashMap<>();
      scores.put(has(Defect.SHOUTS) ? "Error" : "error", error);
      if (!has(Defect.NAMES_BY_WHAT_IT_SEES) || sums.within < sums.count) {
        scores.put("within_range", (double) sums.within / sums.count);
      }
      if (has(Defect.FORGETS_WHEN_ASKED)) {
        forget();
      }
      return scores;
    }
  }
}
