package io.stagger.diffusion.parameterization;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;

/**
 * The network outputs the velocity of a rectified flow, from clean to noise (Liu et al., 2023;
 * Lipman et al., 2023):
 *
 * <pre>
 * u   = eps - x_0
 * x_0 = (x_k - noise u) / (signal + noise)
 * </pre>
 *
 * <p>The same at every level, and with the schedule {@code rectified-flow}, where {@code signal +
 * noise} is 1, the derivative of the token by its noise. It serves every other schedule too; with a
 * variance-preserving one, {@link VelocityParameterization} is the more even target. No coefficient
 * is infinite, even where no signal is left: there {@code x_0 = x_k / noise - u}.
 */
public final class FlowVelocityParameterization implements Parameterization {
  @Override
  public Linear target(double signal, double noise) {
    return new Linear(-1, 1);
  }

  @Override
  public Linear clean(double signal, double noise) {
    double sum = signal + noise;
    return new Linear(1 / sum, -noise / sum);
  }

  @Override
  public double cleanErrorPerOutputError(double snr) {
    double sum = 1 + Math.sqrt(snr);
    return 1 / (sum * sum);
  }

  @Override
  public double outputClip(double noiseClip) {
    return Double.POSITIVE_INFINITY;
  }
}
