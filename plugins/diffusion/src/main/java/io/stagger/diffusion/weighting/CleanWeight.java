package io.stagger.diffusion.weighting;

import io.stagger.api.diffusion.Parameterization;

/** Weights of the clean prediction's squared error, made into weights of the output's. */
final class CleanWeight {
  private CleanWeight() {}

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
