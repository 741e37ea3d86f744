package io.stagger.diffusion.schedule;

/** The scales of signal and noise at each level. Immutable. */
final class Scales {
  /** No level takes away more than this; the last one would take everything otherwise. */
  static final double GREATEST_BETA = 0.999;

  private final double[] signal;
  private final double[] noise;

  private Scales(double[] signal, double[] noise) {
    this.signal = signal;
    this.noise = noise;
  }

  /**
   * Keeps scales.
   *
   * @param signal the scale of the signal at each level; belongs to the outcome afterwards
   * @param noise the scale of the noise at each level; belongs to the outcome afterwards
   */
  static Scales of(double[] signal, double[] noise) {
    if (signal.length != noise.length) {
      throw new IllegalArgumentException(
          "There are %d scales of signal but %d of noise.".formatted(signal.length, noise.length));
    }
    return new Scales(signal, noise);
  }

  /**
   * The variance-preserving scales ({@code signal^2 + noise^2 = 1}) that are given by how much of
   * the signal each level takes away: {@code alphaBar(k) = (1 - beta(0)) ... (1 - beta(k))}, {@code
   * signal(k) = sqrt(alphaBar(k))} (Ho et al., 2020, equation 4).
   *
   * @param betas what each level takes away, from 0 to less than 1
   */
  static Scales ofBetas(double[] betas) {
    double[] signal = new double[betas.length];
    double[] noise = new double[betas.length];
    double alphaBar = 1;
    double noiseVariance = 0;
    for (int level = 0; level < betas.length; level++) {
      // Summed up rather than taken from 1 where little noise is, so that no digit cancels.
      noiseVariance += alphaBar * betas[level];
      alphaBar *= 1 - betas[level];
      if (alphaBar < 0.5) {
        noiseVariance = 1 - alphaBar;
      }
      signal[level] = Math.sqrt(alphaBar);
      noise[level] = Math.sqrt(noiseVariance);
    }
    return new Scales(signal, noise);
  }

  /**
   * Checks that there are levels enough to keep the first and empty the last.
   *
   * @throws IllegalArgumentException with the sentence for the user otherwise
   */
  static void checkZeroTerminalSnr(int levels, boolean zeroTerminalSnr) {
    if (zeroTerminalSnr && levels < 2) {
      throw new IllegalArgumentException(
          "zeroTerminalSnr is true with levels %d, but it keeps the first level and takes all signal from the last, so it needs at least 2."
              .formatted(levels));
    }
  }

  int levels() {
    return signal.length;
  }

  double signal(int level) {
    return signal[level];
  }

  double noise(int level) {
    return noise[level];
  }

  /** Whether the last level holds no signal. */
  boolean endWithoutSignal() {
    return signal[signal.length - 1] == 0;
  }

  /**
   * Shifts and stretches variance-preserving scales so that the first level stays as it is and the
   * last holds no signal (Lin et al., 2024, algorithm 1):
   *
   * <pre>signal'(k) = signal(0) (signal(k) - signal(K - 1)) / (signal(0) - signal(K - 1))</pre>
   *
   * so that training sees the pure noise that sampling starts from.
   */
  Scales withZeroTerminalSnr() {
    int last = signal.length - 1;
    double[] newSignal = new double[signal.length];
    double[] newNoise = new double[signal.length];
    double wholeFall = fall(0, last);
    for (int level = 0; level <= last; level++) {
      newSignal[level] = signal[0] * (fall(level, last) / wholeFall);
      // 1 - signal' as what the first level lacks and what is lost since, so that nothing cancels.
      double lacking =
          noise[0] * noise[0] / (1 + signal[0]) + signal[0] * (fall(0, level) / wholeFall);
      newNoise[level] = Math.sqrt(lacking * (1 + newSignal[level]));
    }
    newNoise[0] = noise[0];
    newNoise[last] = 1;
    return new Scales(newSignal, newNoise);
  }

  /** {@code signal(from) - signal(to)}, taken from the noise where that keeps more digits. */
  private double fall(int from, int to) {
    if (noise[to] < signal[to]) {
      return (noise[to] - noise[from]) * (noise[to] + noise[from]) / (signal[from] + signal[to]);
    }
    return signal[from] - signal[to];
  }
}
