package io.stagger.forecasting;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.Map;

/**
 * The mean absolute error of the median of the samples, over all windows, forecast rows and series,
 * in the data's own unit. The median is used because it is the point forecast that this error asks
 * for. Score: {@code mae}, lower is better.
 */
public final class MeanAbsoluteError implements Metric<SeriesWindow> {
  @Override
  public Class<SeriesWindow> sampleType() {
    return SeriesWindow.class;
  }

  @Override
  public Metric.Scorer<SeriesWindow> scorer() {
    return new Scorer();
  }

  private static final class Scorer implements Metric.Scorer<SeriesWindow> {
    private double sum;
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
            sum += Math.abs(value - SampleQuantiles.of(prediction, time, s).median());
            count++;
          }
        }
      }
    }

    @Override
    public Map<String, Double> scores() {
      if (empty) {
        throw new IllegalStateException("No prediction was added.");
      }
      return Map.of("mae", sum / count);
    }
  }
}
