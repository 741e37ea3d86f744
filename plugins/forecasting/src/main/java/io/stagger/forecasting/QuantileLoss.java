package io.stagger.forecasting;

/**
 * The sums that the quantile form of the CRPS is made of, over many predicted numbers:
 *
 * <pre>CRPS = mean over q of  2 sum |(y - y_q) (1[y &lt;= y_q] - q)| / sum |y|</pre>
 *
 * for q = 0.05, 0.10, ... 0.95. All numbers are added up before anything is divided.
 */
final class QuantileLoss {
  private static final int STEP_PERCENT = 5;
  private static final int QUANTILES = 19;

  private final double[] losses = new double[QUANTILES];
  private double absoluteTruth;

  /** Adds one number; one whose truth is unknown doesn't count. */
  void add(double truth, SampleQuantiles quantiles) {
    if (Double.isNaN(truth)) {
      return;
    }
    absoluteTruth += Math.abs(truth);
    for (int i = 0; i < QUANTILES; i++) {
      int percent = (i + 1) * STEP_PERCENT;
      double quantile = quantiles.at(percent);
      double side = (truth <= quantile ? 1 : 0) - percent / 100.0;
      losses[i] += Math.abs((truth - quantile) * side);
    }
  }

  /** The CRPS, relative to the mean absolute truth; not-a-number if every truth is 0. */
  double crps() {
    double sum = 0;
    for (double loss : losses) {
      sum += 2 * loss / absoluteTruth;
    }
    return sum / QUANTILES;
  }
}
