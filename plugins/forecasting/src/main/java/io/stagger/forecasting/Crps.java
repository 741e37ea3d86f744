package io.stagger.forecasting;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The continuous ranked probability score in its quantile form, relative to the size of the truth:
 *
 * <pre>mean over q of  2 sum |(y - y_q) (1[y &lt;= y_q] - q)| / sum |y|</pre>
 *
 * with q = 0.05, 0.10, ... 0.95, {@code y_q} the k-th smallest of n samples, {@code k = floor(q
 * n)}, and sums over all windows and forecast rows. Scores, lower is better:
 *
 * <ul>
 *   <li>{@code crps_sum}: of the sum over all series, which also judges how series move together;
 *   <li>{@code crps_mean}: the mean of the scores of each series;
 *   <li>{@code crps_NAME}: of each series, if asked for.
 * </ul>
 */
public final class Crps implements Metric<SeriesWindow> {
  private final CrpsSettings settings;

  /** A metric with these settings. */
  public Crps(CrpsSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<SeriesWindow> sampleType() {
    return SeriesWindow.class;
  }

  @Override
  public CrpsScorer scorer() {
    return new CrpsScorer(settings.perSeries());
  }

  /** Adds predictions up. Not thread-safe. */
  public static final class CrpsScorer implements Metric.Scorer<SeriesWindow> {
    private final boolean perSeries;
    private final QuantileLoss sumLoss = new QuantileLoss();
    private final List<QuantileLoss> seriesLosses = new ArrayList<>();
    private List<String> names = List.of();

    private CrpsScorer(boolean perSeries) {
      this.perSeries = perSeries;
    }

    @Override
    public void add(Prediction<SeriesWindow> prediction) {
      SeriesWindow truth = prediction.truth();
      if (seriesLosses.isEmpty()) {
        names = truth.names();
        names.forEach(name -> seriesLosses.add(new QuantileLoss()));
      }
      for (int time = prediction.knownLength(); time < truth.length(); time++) {
        sumLoss.add(truth.sum(time), SampleQuantiles.ofSum(prediction, time));
        for (int s = 0; s < seriesLosses.size(); s++) {
          seriesLosses.get(s).add(truth.value(time, s), SampleQuantiles.of(prediction, time, s));
        }
      }
    }

    /**
     * The score of each series by the series' own name, in order.
     *
     * @throws IllegalStateException if nothing was added
     */
    public Map<String, Double> seriesScores() {
      checkNotEmpty();
      Map<String, Double> scores = new LinkedHashMap<>();
      for (int s = 0; s < seriesLosses.size(); s++) {
        scores.put(names.get(s), seriesLosses.get(s).crps());
      }
      return scores;
    }

    @Override
    public Map<String, Double> scores() {
      checkNotEmpty();
      Map<String, Double> scores = new LinkedHashMap<>();
      scores.put("crps_sum", sumLoss.crps());
      // A series that is 0 throughout has no relative score and would spoil the mean.
      scores.put(
          "crps_mean",
          seriesLosses.stream()
              .mapToDouble(QuantileLoss::crps)
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN));
      if (perSeries) {
        seriesScores().forEach((name, score) -> scores.put(scoreName(name, scores), score));
      }
      return scores;
    }

    private static String scoreName(String series, Map<String, Double> taken) {
      String words =
          series.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
      String name = "crps_" + words;
      for (int i = 2; taken.containsKey(name); i++) {
        name = "crps_" + words + "_" + i;
      }
      return name;
    }

    private void checkNotEmpty() {
      if (seriesLosses.isEmpty()) {
        throw new IllegalStateException("No prediction was added.");
      }
    }
  }
}
