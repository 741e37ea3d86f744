package io.stagger.diffusion.sampling;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;

/**
 * A diagonal queue for generation without an end: W tokens at evenly rising levels, of which the
 * first comes out clean and a new one of pure noise goes in at every evaluation. The entry at row
 * m, token t is
 *
 * <pre>S - floor(clip(m - t, 0, W) S / W)</pre>
 *
 * so each token takes exactly W updates of S / W levels, rounded down or up. A horizon of h takes
 * {@code h - 1 + W} evaluations: W until the first token is clean, then one a token. No more than W
 * tokens are between noise and clean at any time, so a window of W tokens and its context bounds
 * the memory whatever the horizon.
 *
 * <p>W is at most S, because an update takes away at least one level, and more levels than updates
 * are skipped. If it is not given, W = S: then no step that was asked for is skipped, and the
 * schedule is the pyramid of scale 1. A smaller W has less delay and memory, and larger steps. For
 * video or series that run on at a steady cost a token; choose {@link ChunkedSchedule} where tokens
 * come in blocks.
 */
public final class RollingSchedule implements SamplingSchedule {
  private final RollingSettings settings;

  /** Creates the schedule. */
  public RollingSchedule(RollingSettings settings) {
    this.settings = settings;
  }

  @Override
  public SchedulingMatrix matrix(int horizon, int steps) {
    StaggeredMatrix.check(horizon, steps);
    int window = settings.window().orElse(steps);
    if (window > steps) {
      throw new StaggerException(
          "'window' of the sampling schedule 'rolling' is %d, but sampling in %d steps allows 1 to %d: lower 'window' or sample in at least %d steps."
              .formatted(window, steps, steps, window));
    }
    int[] starts = new int[horizon];
    for (int t = 0; t < horizon; t++) {
      starts[t] = t;
    }
    return StaggeredMatrix.of(steps, window, starts);
  }
}
