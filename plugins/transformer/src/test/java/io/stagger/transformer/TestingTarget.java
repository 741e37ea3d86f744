package io.stagger.transformer;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;

/**
 * A training target with the same coefficients at every level.
 *
 * @param coefficients of clean token and noise
 */
record TestingTarget(Linear coefficients) implements Parameterization {
  @Override
  public Linear target(double signal, double noise) {
    return coefficients;
  }

  @Override
  public Linear clean(double signal, double noise) {
    return new Linear(0, 1);
  }

  @Override
  public double cleanErrorPerOutputError(double snr) {
    return 1;
  }

  @Override
  public double outputClip(double noiseClip) {
    return Double.POSITIVE_INFINITY;
  }
}
