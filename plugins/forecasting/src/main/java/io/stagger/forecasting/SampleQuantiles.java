package io.stagger.forecasting;

import io.stagger.api.evaluation.Prediction;
import java.util.Arrays;

/**
 * Empirical quantiles of one predicted number. The quantile {@code q} of {@code n} samples is the
 * k-th smallest with {@code k = floor(q n)}, and at least the smallest.
 */
final class SampleQuantiles {
  private final double[] sorted;

  private SampleQuantiles(double[] sorted) {
    this.sorted = sorted;
  }

  /** The quantiles of some numbers, which are copied. */
  static SampleQuantiles of(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return new SampleQuantiles(sorted);
  }

  /** The quantiles of one predicted value. */
  static SampleQuantiles of(Prediction<SeriesWindow> prediction, int time, int series) {
    return of(
        prediction.samples().stream().mapToDouble(sample -> sample.value(time, series)).toArray());
  }

  /** The quantiles of the predicted sum over all series. */
  static SampleQuantiles ofSum(Prediction<SeriesWindow> prediction, int time) {
    return of(prediction.samples().stream().mapToDouble(sample -> sample.sum(time)).toArray());
  }

  /**
   * A quantile.
   *
   * @param percent from 0 to 100; whole, because {@code 0.29 * 100} is less than 29 in floating
   *     point
   */
  double at(int percent) {
    long k = (long) percent * sorted.length / 100;
    return sorted[(int) Math.max(0, k - 1)];
  }

  /** The median: the middle sample, or the mean of the two in the middle. */
  double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
