package io.stagger.site.example;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;

/** Finishes the last token first, and each token before the one to its left starts. */
final class BackwardSchedule implements SamplingSchedule {
  @Override
  public SchedulingMatrix matrix(int horizon, int steps) {
    int[] starts = new int[horizon];
    for (int token = 0; token < horizon; token++) {
      starts[token] = (horizon - 1 - token) * steps;
    }
    return SchedulingMatrix.staggered(steps, steps, starts);
  }
}
