package io.stagger.testkit;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;

/** The velocity parameterization of variance-preserving schedules, for tests. */
public final class TestingParameterization implements Parameterization {
  @Override
  public Linear target(double signal, double noise) {
    return new Linear(-noise, signal);
  }

  @Override
  public Linear clean(double signal, double noise) {
    return new Linear(signal, -noise);
  }

  @Override
  public double cleanErrorPerOutputError(double snr) {
    return 1 / (1 + snr);
  }

  @Override
  public double outputClip(double noiseClip) {
    return Double.POSITIVE_INFINITY;
  }
}
