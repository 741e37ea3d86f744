package io.stagger.diffusion.parameterization;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;

/**
 * The network outputs the clean token {@code x_0} itself. Simple and steady at high noise; at low
 * noise it has to repeat its input.
 */
public final class CleanParameterization implements Parameterization {
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
