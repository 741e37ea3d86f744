package io.stagger.example;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.Map;

/**
 * The root mean square distance between the mean of the sampled waves and the true one, over the
 * steps that were predicted. In units of height; 0 is perfect.
 */
public final class WaveError implements Metric<Wave> {
  @Override
  public Class<Wave> sampleType() {
    return Wave.class;
  }

  @Override
  public Scorer<Wave> scorer() {
    return new WaveScorer();
  }

  private static final class WaveScorer implements Scorer<Wave> {
    private double squares;
    private long count;

    @Override
    public void add(Prediction<Wave> prediction) {
      Wave truth = prediction.truth();
      for (int t = prediction.knownLength(); t < truth.length(); t++) {
        double mean = 0;
        for (Wave sample : prediction.samples()) {
          mean += sample.heights()[t] / (double) prediction.samples().size();
        }
        double error = mean - truth.heights()[t];
        squares += error * error;
        count++;
      }
    }

    @Override
    public Map<String, Double> scores() {
      if (count == 0) {
        throw new IllegalStateException("No prediction was added.");
      }
      return Map.of("wave_error", Math.sqrt(squares / count));
    }
  }
}
