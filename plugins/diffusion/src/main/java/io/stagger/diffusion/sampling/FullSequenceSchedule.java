package io.stagger.diffusion.sampling;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;

/**
 * All tokens are denoised together, as in full-sequence diffusion: S evaluations whatever the
 * horizon. The cheapest; the far future is decided as early as the near one.
 */
public final class FullSequenceSchedule implements SamplingSchedule {
  @Override
  public SchedulingMatrix matrix(int horizon, int steps) {
    StaggeredMatrix.check(horizon, steps);
    return StaggeredMatrix.of(steps, StaggeredMatrix.lags(horizon, steps, 0));
  }
}
