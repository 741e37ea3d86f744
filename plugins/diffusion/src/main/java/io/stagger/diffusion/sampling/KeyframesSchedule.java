package io.stagger.diffusion.sampling;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;

/**
 * Keyframes first, then all that lies between them: tokens 0, stride, 2 stride and so on and the
 * last one are denoised, each {@code uncertaintyScale} u rows after the keyframe before it, and
 * once all are clean the others follow together. n keyframes take {@code S + floor((n - 1) u)}
 * evaluations (u up to S), the rest another S if there is any, so with u = 0 it is 2 S whatever the
 * horizon.
 *
 * <p>{@code stride} 1 is the pyramid of scale u. For bidirectional models and long sequences whose
 * outline matters more than their detail: the far end is agreed upon before anything is filled in.
 * A causal model sees no keyframe that is still to come, and gains nothing.
 */
public final class KeyframesSchedule implements SamplingSchedule {
  private final KeyframesSettings settings;

  /** Creates the schedule. */
  public KeyframesSchedule(KeyframesSettings settings) {
    this.settings = settings;
  }

  @Override
  public SchedulingMatrix matrix(int horizon, int steps) {
    StaggeredMatrix.check(horizon, steps);
    int stride = settings.stride();
    int last = horizon - 1;
    int keyframes = last / stride + 1 + (last % stride == 0 ? 0 : 1);
    int[] lags = StaggeredMatrix.lags(keyframes, steps, settings.uncertaintyScale());
    int between = Math.addExact(lags[keyframes - 1], steps);
    int[] starts = new int[horizon];
    for (int t = 0; t < horizon; t++) {
      starts[t] = t % stride == 0 ? lags[t / stride] : t == last ? lags[keyframes - 1] : between;
    }
    return StaggeredMatrix.of(steps, starts);
  }
}
