package io.stagger.diffusion.schedule;

/**
 * The straight path from clean to noise (Liu et al., 2023, "rectified flow"; Lipman et al., 2023,
 * with the optimal-transport path):
 *
 * <pre>signal = 1 - t',   noise = t',   t' = s t / (1 + (s - 1) t),   t(k) = (k + 1) / K</pre>
 *
 * with {@code s} the shift of time (Esser et al., 2024, equation 23), 1 for none. Signal and noise
 * add up to 1, so that the token moves at the constant velocity {@code eps - x_0}: the schedule for
 * the parameterization {@code velocity} and the solver {@code euler}. It does not preserve
 * variance.
 *
 * <p>The last level is pure noise, exactly. Without {@code zeroTerminalSnr} it is {@code t(k) = (k
 * + 1) / (K + 1)} and the last level keeps a trace of signal, which a noise prediction needs.
 */
public final class RectifiedFlowNoiseSchedule extends TabulatedSchedule {
  /** Tabulates the schedule. */
  public RectifiedFlowNoiseSchedule(RectifiedFlowSettings settings) {
    super("rectified-flow", scales(settings), settings.zeroTerminalSnr());
  }

  private static Scales scales(RectifiedFlowSettings settings) {
    int levels = settings.levels();
    double[] signal = new double[levels];
    double[] noise = new double[levels];
    int intervals = settings.zeroTerminalSnr() ? levels : levels + 1;
    for (int level = 0; level < levels; level++) {
      // Counted in intervals rather than in shares, so that the ends are exact and nothing cancels.
      double left = intervals - level - 1.0;
      double gone = settings.shift() * (level + 1.0);
      signal[level] = left / (left + gone);
      noise[level] = gone / (left + gone);
    }
    return Scales.of(signal, noise);
  }
}
