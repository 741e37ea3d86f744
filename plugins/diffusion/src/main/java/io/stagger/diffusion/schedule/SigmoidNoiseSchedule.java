package io.stagger.diffusion.schedule;

/**
 * The share of signal falls along a sigmoid (Jabri et al., 2022):
 *
 * <pre>
 * alphaBar(k) = g((k + 1) / K) / g(0)
 * g(u) = sigmoid(end / tau) - sigmoid((start + u (end - start)) / tau)
 * </pre>
 *
 * with no level taking away more than 0.999 of the signal's variance. Good for large frames, whose
 * neighboring pixels reveal each other; any K.
 *
 * <p>{@code sigmoid(end / tau)} is rounded to single precision because the authors' code does so:
 * it moves alpha-bar of the last two levels by some parts in 100,000, and weights that were trained
 * there keep their levels.
 */
public final class SigmoidNoiseSchedule extends TabulatedSchedule {
  /** Tabulates the schedule. */
  public SigmoidNoiseSchedule(SigmoidSettings settings) {
    super("sigmoid", Scales.ofBetas(betas(settings)), settings.zeroTerminalSnr());
  }

  private static double[] betas(SigmoidSettings settings) {
    double[] betas = new double[settings.levels()];
    double last = (float) sigmoid(settings.end() / settings.temperature());
    for (int level = 0; level < betas.length; level++) {
      double from = argument(level, settings);
      double to = argument(level + 1, settings);
      // sigmoid(to) - sigmoid(from), as a quotient so that nothing cancels.
      double fall = Math.sinh((to - from) / 2) / (2 * Math.cosh(from / 2) * Math.cosh(to / 2));
      double left = last - sigmoid(from);
      // The rounded end can lie below the curve, which then has no signal left to lose.
      betas[level] = left > 0 ? Math.min(fall / left, Scales.GREATEST_BETA) : Scales.GREATEST_BETA;
    }
    return betas;
  }

  private static double argument(int level, SigmoidSettings settings) {
    double share = (double) level / settings.levels();
    return (settings.start() + share * (settings.end() - settings.start()))
        / settings.temperature();
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }
}
