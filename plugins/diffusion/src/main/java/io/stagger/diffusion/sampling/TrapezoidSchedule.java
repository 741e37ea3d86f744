package io.stagger.diffusion.sampling;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;

/**
 * Both ends are denoised first and the middle last: a pyramid from either side. With uncertainty
 * scale u and horizon h, the entry at row m, token t is
 *
 * <pre>clip(S + floor(min(t, h - 1 - t) u) - m, 0, S)</pre>
 *
 * at {@code S + floor(((h + 1) / 2 - 1) u)} evaluations (the division cuts off), less those in
 * which nothing would happen (possible if u is above S). Column t always equals column h - 1 - t,
 * and every token ends clean whatever u is; the authors' matrix of this name mirrors column t with
 * column -t and holds neither. For bidirectional models that have to meet something at both ends,
 * such as a plan's start and goal; a causal model learns nothing from the far end.
 */
public final class TrapezoidSchedule implements SamplingSchedule {
  private final double uncertaintyScale;

  /** Creates the schedule. */
  public TrapezoidSchedule(TrapezoidSettings settings) {
    this.uncertaintyScale = settings.uncertaintyScale();
  }

  @Override
  public SchedulingMatrix matrix(int horizon, int steps) {
    StaggeredMatrix.check(horizon, steps);
    int[] fromEnd = StaggeredMatrix.lags((horizon + 1) / 2, steps, uncertaintyScale);
    int[] starts = new int[horizon];
    for (int t = 0; t < horizon; t++) {
      starts[t] = fromEnd[Math.min(t, horizon - 1 - t)];
    }
    return StaggeredMatrix.of(steps, starts);
  }
}
