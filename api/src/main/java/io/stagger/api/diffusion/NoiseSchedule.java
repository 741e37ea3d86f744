package io.stagger.api.diffusion;

/**
 * How much signal and how much noise a token holds at each level: {@code x_k = signal(k) x_0 +
 * noise(k) eps}.
 *
 * <p>From level 0 to the last, the signal-to-noise ratio falls strictly and both scales stay
 * finite. Every level holds noise; every level but perhaps the last holds signal (a last level
 * without any is called zero terminal SNR). A variance-preserving schedule has {@code signal^2 +
 * noise^2 = 1} and {@code signal^2} is the paper's alpha-bar. Implementations are immutable.
 *
 * @since 0.1.0
 */
public interface NoiseSchedule {
  /** The level of a token without noise. Its signal is 1 and its noise 0 in every schedule. */
  int CLEAN = -1;

  /** K, the number of levels. */
  int levels();

  /**
   * The scale of the signal.
   *
   * @param level {@link #CLEAN} or 0 to {@code levels() - 1}
   * @throws IndexOutOfBoundsException for any other level
   */
  double signal(int level);

  /**
   * The scale of the noise.
   *
   * @param level {@link #CLEAN} or 0 to {@code levels() - 1}
   * @throws IndexOutOfBoundsException for any other level
   */
  double noise(int level);

  /**
   * The standard deviation of a token that starts as noise: what normalized data, of unit variance,
   * has at the last level, {@code sqrt(signal^2 + noise^2)}. 1 in a variance-preserving schedule.
   */
  default double initialScale() {
    return Math.hypot(signal(levels() - 1), noise(levels() - 1));
  }

  /** The signal-to-noise ratio {@code (signal / noise)^2}; infinite at {@link #CLEAN}. */
  default double snr(int level) {
    double ratio = signal(level) / noise(level);
    return ratio * ratio;
  }

  /** The share of signal {@code signal^2 / (signal^2 + noise^2)}; 1 at {@link #CLEAN}. */
  default double alphaBar(int level) {
    double signal = signal(level);
    double noise = noise(level);
    return signal * signal / (signal * signal + noise * noise);
  }
}
