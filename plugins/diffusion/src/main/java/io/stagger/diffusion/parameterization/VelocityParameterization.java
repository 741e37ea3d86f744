package io.stagger.diffusion.parameterization;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;

/**
 * The network outputs the velocity of the token on its way from clean to noise (Salimans and Ho,
 * 2022, appendix D). With {@code r = sqrt(signal^2 + noise^2)}, which is 1 in a variance-preserving
 * schedule:
 *
 * <pre>
 * v   = (signal eps - noise x_0) / r
 * x_0 = (signal / r^2) x_k - (noise / r) v
 * </pre>
 *
 * <p>Its target has the variance of the data at every level, and no coefficient exceeds 1, so it is
 * sound from pure noise to clean; the default.
 */
public final class VelocityParameterization implements Parameterization {
  @Override
  public Linear target(double signal, double noise) {
    double radius = Math.hypot(signal, noise);
    return new Linear(-noise / radius, signal / radius);
  }

  @Override
  public Linear clean(double signal, double noise) {
    double radius = Math.hypot(signal, noise);
    return new Linear(signal / radius / radius, -noise / radius);
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
