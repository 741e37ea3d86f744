package io.stagger.diffusion.sampling;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;

/**
 * Blocks of {@code chunk} tokens, each finished before the next one starts; inside a block tokens
 * are staggered as in {@link PyramidSchedule}. The last block takes the remainder and is smaller. A
 * block of n tokens takes {@code S + floor((n - 1) u)} evaluations (u up to S), so that with u = 0
 * a horizon of h costs {@code S ceil(h / chunk)}: autoregressive at a fraction of its cost.
 *
 * <p>{@code chunk} 1 is autoregressive, {@code chunk} of the horizon or more is the pyramid of
 * scale u. For long roll-outs in which tokens of a block belong together, such as the frames of a
 * second; what a block decided, later blocks can't change.
 */
public final class ChunkedSchedule implements SamplingSchedule {
  private final ChunkedSettings settings;

  /** Creates the schedule. */
  public ChunkedSchedule(ChunkedSettings settings) {
    this.settings = settings;
  }

  @Override
  public SchedulingMatrix matrix(int horizon, int steps) {
    StaggeredMatrix.check(horizon, steps);
    int chunk = Math.min(settings.chunk(), horizon);
    int[] lags = StaggeredMatrix.lags(chunk, steps, settings.uncertaintyScale());
    int[] starts = new int[horizon];
    int blockStart = 0;
    for (int t = 0; t < horizon; t++) {
      int inBlock = t % chunk;
      if (t > 0 && inBlock == 0) {
        blockStart = Math.addExact(starts[t - 1], steps);
      }
      starts[t] = Math.addExact(blockStart, lags[inBlock]);
    }
    return StaggeredMatrix.of(steps, starts);
  }
}
