package io.stagger.planning.data;

import java.util.BitSet;
import java.util.Objects;

/**
 * Episodes, one behind the other, as D4RL lays them out: row t holds an observation, the action
 * taken on it and the reward for that action; the observation that the action led to is that of row
 * t + 1, unless the episode ends with row t, when it is not known. So an episode of n rows has n -
 * 1 usable steps.
 *
 * <p>The arrays are not copied and must not be changed.
 *
 * @param observationWidth how many numbers an observation has, at least 1
 * @param actionWidth how many numbers an action has, at least 1
 * @param observations [rows, observation width]
 * @param actions [rows, action width]
 * @param rewards [rows]
 * @param lastRows the rows that are the last of an episode; the last row of all is one anyway
 */
public record Transitions(
    int observationWidth,
    int actionWidth,
    float[] observations,
    float[] actions,
    float[] rewards,
    BitSet lastRows) {
  /** Checks the sizes. */
  public Transitions {
    Objects.requireNonNull(lastRows, "lastRows");
    if (observations.length != rewards.length * observationWidth
        || actions.length != rewards.length * actionWidth) {
      throw new IllegalArgumentException(
          "%d rewards need %d observed numbers and %d of actions, not %d and %d."
              .formatted(
                  rewards.length,
                  rewards.length * observationWidth,
                  rewards.length * actionWidth,
                  observations.length,
                  actions.length));
    }
  }

  /** How many rows there are. */
  public int rows() {
    return rewards.length;
  }

  /** The first row of the episode that a row belongs to. */
  int firstRow(int row) {
    return lastRows.previousSetBit(row - 1) + 1;
  }

  /** The last row of the episode that a row belongs to. */
  int lastRow(int row) {
    int last = lastRows.nextSetBit(row);
    return last < 0 ? rows() - 1 : Math.min(last, rows() - 1);
  }
}
