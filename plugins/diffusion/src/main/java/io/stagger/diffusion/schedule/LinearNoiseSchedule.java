package io.stagger.diffusion.schedule;

/**
 * The variance that is added grows evenly from level to level (Ho et al., 2020, section 4):
 *
 * <pre>beta(k) = (1000 / K) (firstBeta + (lastBeta - firstBeta) k / (K - 1))</pre>
 *
 * <p>Spends many levels near pure noise; {@link CosineNoiseSchedule} is the better choice for
 * normalized data. With few levels the last beta would reach 1, which is refused.
 */
public final class LinearNoiseSchedule extends TabulatedSchedule {
  /** Tabulates the schedule. */
  public LinearNoiseSchedule(LinearSettings settings) {
    super("linear", Scales.ofBetas(betas(settings)), settings.zeroTerminalSnr());
  }

  private static double[] betas(LinearSettings settings) {
    int levels = settings.levels();
    double[] betas = new double[levels];
    for (int level = 0; level < levels; level++) {
      double share = (double) level / (levels - 1);
      betas[level] =
          settings.scale()
              * (settings.firstBeta() + (settings.lastBeta() - settings.firstBeta()) * share);
    }
    return betas;
  }
}
