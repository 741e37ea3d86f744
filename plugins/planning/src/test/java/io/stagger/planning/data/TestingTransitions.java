package io.stagger.planning.data;

import java.util.BitSet;

/** Rows that count up: row t observes (t, -t), acts t / 2 and is rewarded with t. */
final class TestingTransitions {
  private TestingTransitions() {}

  static Transitions of(int rows, int... lastRows) {
    float[] observations = new float[2 * rows];
    float[] actions = new float[rows];
    float[] rewards = new float[rows];
    for (int row = 0; row < rows; row++) {
      observations[2 * row] = row;
      observations[2 * row + 1] = -row;
      actions[row] = row / 2f;
      rewards[row] = row;
    }
    BitSet last = new BitSet();
    for (int row : lastRows) {
      last.set(row);
    }
    return new Transitions(2, 1, observations, actions, rewards, last);
  }
}
