package io.stagger.diffusion.weighting;

import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import java.util.function.DoubleUnaryOperator;

/** Weights of the clean prediction's squared error, made into weights of the output's. */
final class CleanWeight {
  private CleanWeight() {}

  /**
   * Weighs every token by its own level alone.
   *
   * @param weight the weight of the clean prediction at a signal-to-noise ratio, which approaches
   *     the ratio as that approaches 0
   * @param weights receives the weights, row-major [batch, time]
   */
  static void weighEach(
      NoiseLevels levels,
      NoiseSchedule schedule,
      Parameterization parameterization,
      double[] weights,
      DoubleUnaryOperator weight) {
    int[] drawn = levels.array();
    for (int i = 0; i < drawn.length; i++) {
      if (drawn[i] == NoiseSchedule.CLEAN) {
        weights[i] = 0;
      } else {
        double snr = schedule.snr(drawn[i]);
        weights[i] = perOutput(weight.applyAsDouble(snr), snr, parameterization);
      }
    }
  }

  /**
   * {@code weight * cleanErrorPerOutputError(snr)}, or its limit where there is no signal: an
   * output that tells nothing about the clean token then (that of the noise) has an infinite factor
   * and the clean prediction no weight.
   *
   * @param weight the weight of the clean prediction, which approaches {@code snr} as that
   *     approaches 0
   * @param snr the signal-to-noise ratio, at least 0
   */
  static double perOutput(double weight, double snr, Parameterization parameterization) {
    // The reciprocal of a smaller ratio would not be finite.
    if (snr >= Double.MIN_NORMAL) {
      return weight * parameterization.cleanErrorPerOutputError(snr);
    }
    if (Double.isFinite(parameterization.cleanErrorPerOutputError(0))) {
      return weight * parameterization.cleanErrorPerOutputError(snr);
    }
    return Double.MIN_NORMAL * parameterization.cleanErrorPerOutputError(Double.MIN_NORMAL);
  }
}
