package io.stagger.diffusion.sampling;

import io.stagger.api.diffusion.SchedulingMatrix;

/**
 * Matrices in which every token is denoised in consecutive rows from a row of its own on: what all
 * computed schedules of this plugin have in common.
 */
final class StaggeredMatrix {
  private StaggeredMatrix() {}

  /** Refuses a horizon or a number of steps below 1. */
  static void check(int horizon, int steps) {
    if (horizon < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "A schedule is for at least 1 token and 1 step, not %d and %d."
              .formatted(horizon, steps));
    }
  }

  /** Refuses an uncertainty scale that is no length of time. */
  static void checkUncertaintyScale(double uncertaintyScale) {
    if (!(uncertaintyScale >= 0 && uncertaintyScale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "uncertaintyScale is %s, but it is a finite number of at least 0."
              .formatted(uncertaintyScale));
    }
  }

  /**
   * The rows at which tokens start of which each lags behind the one before it: {@code floor(t u)}
   * for the t-th. Rows in which nothing would happen, as a token waits although the one before it
   * is finished, are left out: a token starts at most S rows after the one before it.
   *
   * @param uncertaintyScale u, at least 0
   */
  static int[] lags(int count, int steps, double uncertaintyScale) {
    int[] starts = new int[count];
    // The product's fraction is cut off, as the original does. No lag above S + 1 makes a
    // difference.
    double capped = Math.min(uncertaintyScale, steps + 1.0);
    for (int t = 1; t < count; t++) {
      long wait = (long) (t * capped) - (long) ((t - 1) * capped);
      starts[t] = Math.addExact(starts[t - 1], (int) Math.min(wait, steps));
    }
    return starts;
  }

  /**
   * The matrix in which token t takes all S steps from row {@code starts[t]} on: {@code clip(S +
   * starts[t] - m, 0, S)} at row m.
   *
   * @param starts of which one is 0, and none is left of a gap of more than S rows to the next
   */
  static SchedulingMatrix of(int steps, int[] starts) {
    return of(steps, steps, starts);
  }

  /**
   * The matrix in which token t takes W updates from row {@code starts[t]} on, each of S / W
   * levels, rounded so that all W are alike to within one level: {@code S - floor(clip(m -
   * starts[t], 0, W) S / W)} at row m.
   *
   * @param updates W, from 1 to S
   * @param starts of which one is 0, and none is left of a gap of more than W rows to the next
   */
  static SchedulingMatrix of(int steps, int updates, int[] starts) {
    int end = 0;
    for (int start : starts) {
      end = Math.max(end, Math.addExact(start, updates));
    }
    int[][] rows = new int[Math.addExact(end, 1)][starts.length];
    for (int m = 0; m < rows.length; m++) {
      for (int t = 0; t < starts.length; t++) {
        long taken = Math.max(0, Math.min(updates, m - starts[t]));
        rows[m][t] = steps - (int) (taken * steps / updates);
      }
    }
    return SchedulingMatrix.of(steps, rows);
  }
}
