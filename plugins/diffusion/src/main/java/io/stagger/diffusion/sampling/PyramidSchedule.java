package io.stagger.diffusion.sampling;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;

/**
 * The near future is denoised first and the far future stays uncertain for longer (section 3.3 of
 * the paper, "zig-zag"): with uncertainty scale u, the entry at row m, token t is
 *
 * <pre>clip(S + floor(t u) - m, 0, S)</pre>
 *
 * at {@code S + floor((horizon - 1) u)} evaluations, less those in which nothing would happen
 * (possible if u is above S). Causal uncertainty at a fraction of the autoregressive cost.
 */
public final class PyramidSchedule implements SamplingSchedule {
  private final double uncertaintyScale;

  /** Creates the schedule. */
  public PyramidSchedule(PyramidSettings settings) {
    this.uncertaintyScale = settings.uncertaintyScale();
  }

  @Override
  public SchedulingMatrix matrix(int horizon, int steps) {
    StaggeredMatrix.check(horizon, steps);
    return StaggeredMatrix.of(steps, StaggeredMatrix.lags(horizon, steps, uncertaintyScale));
  }
}
