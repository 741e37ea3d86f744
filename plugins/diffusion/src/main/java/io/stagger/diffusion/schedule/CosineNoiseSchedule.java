package io.stagger.diffusion.schedule;

/**
 * The share of signal follows a squared cosine (Nichol and Dhariwal, 2021, equation 17):
 *
 * <pre>alphaBar(k) = f((k + 1) / K) / f(0),   f(u) = cos^2((u + s) / (1 + s) pi / 2)</pre>
 *
 * with no level taking away more than 0.999 of the signal's variance. Spreads the levels evenly
 * over what can be told apart, for any K; the default. The last level keeps a trace of signal
 * (alpha-bar 2.4e-9 at K = 1000), so a noise prediction there says little about the clean token.
 * {@code zeroTerminalSnr} takes it away (Lin et al., 2024), and then a noise prediction says
 * nothing.
 */
public final class CosineNoiseSchedule extends TabulatedSchedule {
  /** Tabulates the schedule. */
  public CosineNoiseSchedule(CosineSettings settings) {
    super("cosine", Scales.ofBetas(betas(settings)), settings.zeroTerminalSnr());
  }

  private static double[] betas(CosineSettings settings) {
    double[] betas = new double[settings.levels()];
    for (int level = 0; level < betas.length; level++) {
      double from = angle(level, settings);
      double to = angle(level + 1, settings);
      // (cos^2 from - cos^2 to) / cos^2 from, as a product so that nothing cancels.
      double cosine = Math.cos(from);
      double beta = Math.sin(to + from) * Math.sin(to - from) / (cosine * cosine);
      betas[level] = Math.min(beta, Scales.GREATEST_BETA);
    }
    return betas;
  }

  private static double angle(int level, CosineSettings settings) {
    double share = (double) level / settings.levels();
    return (share + settings.offset()) / (1 + settings.offset()) * Math.PI / 2;
  }
}
