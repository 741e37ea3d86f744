package io.stagger.core.run;

import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.core.rollout.LevelPlan;

/**
 * What guided sampling by a matrix costs, for each batch of sequences. A step looks at one future
 * if it draws no token anew, and at all futures otherwise. Each future takes two network
 * evaluations forward, one before and one after the objectives are asked, and one backward.
 *
 * @param futures how many futures objectives score, over all steps
 * @param steppedByMany how many steps look at more than one future
 * @param draws how many tokens are drawn anew, over all steps and futures
 */
public record GuidanceCost(long futures, int steppedByMany, long draws) {
  /**
   * Counts.
   *
   * @param futures how many futures a step looks at, at least 1
   */
  public static GuidanceCost of(SchedulingMatrix matrix, int futures, FutureRule rule) {
    long scored = 0;
    int many = 0;
    long draws = 0;
    for (int row = 0; row < matrix.evaluations(); row++) {
      int redrawn = redrawn(matrix, row, rule);
      boolean several = futures > 1 && redrawn > 0;
      scored += several ? futures : 1;
      many += several ? 1 : 0;
      draws += several ? (futures - 1L) * redrawn : 0;
    }
    return new GuidanceCost(scored, many, draws);
  }

  private static int redrawn(SchedulingMatrix matrix, int row, FutureRule rule) {
    int least = LevelPlan.of(matrix).leastUnfinished(row, 0, matrix.horizon());
    int count = 0;
    for (int token = 0; token < matrix.horizon(); token++) {
      count += rule.redraws(matrix.level(row, token), least) ? 1 : 0;
    }
    return count;
  }

  /** Network evaluations forward. */
  public long forward() {
    return 2 * futures;
  }

  /** Network evaluations backward. */
  public long backward() {
    return futures;
  }
}
