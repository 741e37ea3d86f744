package io.stagger.diffusion.schedule;

/**
 * The cosine schedule with more or less noise at every level (Hoogeboom et al., 2023, "simple
 * diffusion", section 3.1):
 *
 * <pre>log snr(k) = -2 log tan(pi t / 2) + 2 log(shift)</pre>
 *
 * so that {@code signal : noise = shift cos(a) : sin(a)} with {@code a = pi t / 2}.
 *
 * <p>Use it where the entries of a token resemble each other, as pixels of a large image do: what
 * they share shows through noise that hides each of them. The paper takes the resolution at which
 * the plain cosine is right, 64 pixels, over the resolution at hand, so {@code shift} 0.25 for 256
 * pixels. A shift of 1 is the plain cosine.
 *
 * <p>As in the paper, {@code t} does not run from 0 to 1, where the logarithm is infinite, but
 * between the angles at which the unshifted log-SNR is 15 and -15. Level k lies {@code (k + 1) / K}
 * of the way, so that the last level has {@code snr = shift^2 e^-15} (alpha-bar 3.1e-7 for shift 1)
 * whatever K is, and level 0 always holds noise.
 */
public final class ShiftedCosineNoiseSchedule extends TabulatedSchedule {
  private static final double GREATEST_LOG_SNR = 15;

  /** Tabulates the schedule. */
  public ShiftedCosineNoiseSchedule(ShiftedCosineSettings settings) {
    super("shifted-cosine", scales(settings), settings.zeroTerminalSnr());
  }

  private static Scales scales(ShiftedCosineSettings settings) {
    int levels = settings.levels();
    double[] signal = new double[levels];
    double[] noise = new double[levels];
    double least = Math.atan(Math.exp(-GREATEST_LOG_SNR / 2));
    double greatest = Math.PI / 2 - least;
    for (int level = 0; level < levels; level++) {
      double share = (level + 1.0) / levels;
      double angle = least + share * (greatest - least);
      double adjacent = settings.shift() * Math.cos(angle);
      double opposite = Math.sin(angle);
      double radius = Math.hypot(adjacent, opposite);
      signal[level] = adjacent / radius;
      noise[level] = opposite / radius;
    }
    return Scales.of(signal, noise);
  }
}
