package io.stagger.core.rollout;

import io.stagger.api.diffusion.SchedulingMatrix;

/** The sampling level of each token in each state, whether or not there is a last one. */
public interface LevelPlan {
  /** S, the sampling level of pure noise. */
  int steps();

  /**
   * The sampling level of a token in a state, from 0 (finished) to {@link #steps}.
   *
   * @param row the state, at least 0
   * @param token the token, at least 0
   */
  int level(long row, long token);

  /** The levels of a matrix, which has a last row and a last token. */
  static LevelPlan of(SchedulingMatrix matrix) {
    return new LevelPlan() {
      @Override
      public int steps() {
        return matrix.steps();
      }

      @Override
      public int level(long row, long token) {
        return matrix.level(Math.toIntExact(row), Math.toIntExact(token));
      }
    };
  }

  /**
   * The lowest level above 0 among consecutive tokens in a state; the highest level if none is.
   *
   * @param firstToken the first of them
   * @param tokens how many
   */
  default int leastUnfinished(long row, long firstToken, int tokens) {
    int least = steps();
    for (long token = firstToken; token < firstToken + tokens; token++) {
      int level = level(row, token);
      if (level > 0) {
        least = Math.min(least, level);
      }
    }
    return least;
  }
}
