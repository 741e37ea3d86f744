package io.stagger.testkit;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;

/**
 * The parameterizations at either end, for weightings to weigh for.
 *
 * @param isNoise whether the output is the noise rather than the clean token
 */
record PlainParameterization(boolean isNoise) implements Parameterization {
  /** The output is the noise. */
  static Parameterization noise() {
    return new PlainParameterization(true);
  }

  /** The output is the clean token. */
  static Parameterization clean() {
    return new PlainParameterization(false);
  }

  @Override
  public Linear target(double signal, double noise) {
    return isNoise ? new Linear(0, 1) : new Linear(1, 0);
  }

  @Override
  public Linear clean(double signal, double noise) {
    return isNoise ? new Linear(1 / signal, -noise / signal) : new Linear(0, 1);
  }

  @Override
  public double cleanErrorPerOutputError(double snr) {
    return isNoise ? 1 / snr : 1;
  }

  @Override
  public double outputClip(double noiseClip) {
    return isNoise ? noiseClip : Double.POSITIVE_INFINITY;
  }
}
