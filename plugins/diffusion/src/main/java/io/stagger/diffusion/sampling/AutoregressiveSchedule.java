package io.stagger.diffusion.sampling;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;

/**
 * Each token is finished before the next one starts, as in a next-token model: {@code S horizon}
 * evaluations. Each token builds on finished ones; a causal backbone can stream them.
 */
public final class AutoregressiveSchedule implements SamplingSchedule {
  @Override
  public SchedulingMatrix matrix(int horizon, int steps) {
    StaggeredMatrix.check(horizon, steps);
    return StaggeredMatrix.of(steps, StaggeredMatrix.lags(horizon, steps, steps));
  }
}
