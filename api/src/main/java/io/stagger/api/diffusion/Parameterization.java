package io.stagger.api.diffusion;

/**
 * What the network is asked to output: the noise, the clean token, or a mix of both. Every
 * parameterization is linear, so that it is given by coefficients.
 *
 * <p>Signal and noise below are those of {@link NoiseSchedule} at the token's level.
 *
 * @since 0.1.0
 */
public interface Parameterization {
  /** The training target as {@code first * x_0 + second * eps}. */
  Linear target(double signal, double noise);

  /**
   * The clean prediction {@code x_0} as {@code first * x_k + second * output}.
   *
   * <p>Finite wherever the output tells the clean token. A parameterization whose output can't tell
   * it without a signal (that of the noise) gives an infinite coefficient at {@code signal} 0;
   * whoever combines it with such a schedule has to refuse.
   */
  Linear clean(double signal, double noise);

  /**
   * By how much a squared error of the clean prediction exceeds the squared error of the output
   * that caused it, at a signal-to-noise ratio: the square of {@code clean(...).second()}. With it,
   * a loss weighting in terms of the clean prediction serves every parameterization.
   *
   * @param snr the signal-to-noise ratio, at least 0; the outcome is infinite at 0 where {@link
   *     #clean} is
   */
  double cleanErrorPerOutputError(double snr);

  /**
   * The range outside of which the raw output can't be right, or infinity. The noise
   * parameterization is clipped to the range that the noise itself was clipped to.
   *
   * @param noiseClip the absolute value that noise is clipped to
   */
  double outputClip(double noiseClip);
}
