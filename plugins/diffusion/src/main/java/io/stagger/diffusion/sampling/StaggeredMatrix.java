package io.stagger.diffusion.sampling;

import io.stagger.api.diffusion.SchedulingMatrix;

/**
 * Matrices in which every token is denoised in S consecutive rows, later tokens starting later:
 * what all schedules of this plugin have in common.
 */
final class StaggeredMatrix {
  private StaggeredMatrix() {}

  /**
   * The matrix with entry {@code clip(S + floor(t u) - m, 0, S)} at row m, token t. Rows in which
   * nothing would happen, as a token waits although the one before it is finished, are left out: a
   * token starts at most S rows after the one before it.
   *
   * @param delay u, how many rows a token starts after the one before it; at least 0
   */
  static SchedulingMatrix of(int horizon, int steps, double delay) {
    if (horizon < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "A schedule is for at least 1 token and 1 step, not %d and %d."
              .formatted(horizon, steps));
    }
    int[] starts = new int[horizon];
    // Token t starts at row t * u with the fraction cut off, as the original does. No delay above
    // S + 1 makes a difference.
    double capped = Math.min(delay, steps + 1.0);
    for (int t = 1; t < horizon; t++) {
      long wait = (long) (t * capped) - (long) ((t - 1) * capped);
      starts[t] = Math.addExact(starts[t - 1], (int) Math.min(wait, steps));
    }
    int[][] rows = new int[Math.addExact(starts[horizon - 1], steps + 1)][horizon];
    for (int m = 0; m < rows.length; m++) {
      for (int t = 0; t < horizon; t++) {
        rows[m][t] = Math.max(0, Math.min(steps, steps + starts[t] - m));
      }
    }
    return SchedulingMatrix.of(steps, rows);
  }
}
