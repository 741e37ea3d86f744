package io.stagger.diffusion.parameterization;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;

/**
 * The network outputs the noise (Ho et al., 2020): {@code x_0 = (x_k - noise eps) / signal}.
 *
 * <p>Says little about the clean token where hardly any signal is left: its error is divided by the
 * signal-to-noise ratio. Prefer {@link VelocityParameterization} where tokens are sampled from pure
 * noise in few steps. Where no signal is left at all (zero terminal SNR), the noise tells nothing
 * about the clean token: {@link #clean} and {@link #cleanErrorPerOutputError} are infinite there.
 */
public final class EpsilonParameterization implements Parameterization {
  @Override
  public Linear target(double signal, double noise) {
    return new Linear(0, 1);
  }

  @Override
  public Linear clean(double signal, double noise) {
    return new Linear(1 / signal, -noise / signal);
  }

  @Override
  public double cleanErrorPerOutputError(double snr) {
    return 1 / snr;
  }

  /** Noise was clipped, so what predicts it is clipped alike. */
  @Override
  public double outputClip(double noiseClip) {
    return noiseClip;
  }
}
