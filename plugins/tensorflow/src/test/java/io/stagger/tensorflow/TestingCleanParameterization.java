package io.stagger.tensorflow;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;

/** The network outputs the clean token, so the loss of a clean token has no noise in it. */
final class TestingCleanParameterization implements Parameterization {
  @Override
  public Linear target(double signal, double noise) {
    return new Linear(1, 0);
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
