package io.stagger.forecasting;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often the truth lies in the central intervals of the samples, over all windows, forecast rows
 * and series. Scores: {@code coverage_50}, best near 0.5 (between the 0.25 and 0.75 quantiles), and
 * {@code coverage_90}, best near 0.9 (between the 0.05 and 0.95 quantiles). Not lower but nearer is
 * better: a smaller share means too much confidence, a greater one too little.
 */
public final class Coverage implements Metric<SeriesWindow> {
  @Override
  public Class<SeriesWindow> sampleType() {
    return SeriesWindow.class;
  }

  @Override
  public Metric.Scorer<SeriesWindow> scorer() {
    return new Scorer();
  }

  private static final class Scorer implements Metric.Scorer<SeriesWindow> {
    private long inHalf;
    private long inNineTenths;
    private long count;
    private boolean empty = true;

    @Override
    public void add(Prediction<SeriesWindow> prediction) {
      empty = false;
      SeriesWindow truth = prediction.truth();
      for (int time = prediction.knownLength(); time < truth.length(); time++) {
        for (int s = 0; s < truth.seriesCount(); s++) {
          double value = truth.value(time, s);
          if (Double.isFinite(value)) {
            SampleQuantiles quantiles = SampleQuantiles.of(prediction, time, s);
            count++;
            inHalf += quantiles.at(25) <= value && value <= quantiles.at(75) ? 1 : 0;
            inNineTenths += quantiles.at(5) <= value && value <= quantiles.at(95) ? 1 : 0;
          }
        }
      }
    }

    @Override
    public Map<String, Double> scores() {
      if (empty) {
        throw new IllegalStateException("No prediction was added.");
      }
      Map<String, Double> scores = new LinkedHashMap<>();
      scores.put("coverage_50", (double) inHalf / count);
      scores.put("coverage_90", (double) inNineTenths / count);
      return scores;
    }
  }
}
