package io.stagger.planning.data;

import io.stagger.planning.Trajectory;
import java.util.Arrays;
import java.util.Objects;

/**
 * Every window of a number of steps, stride 1, that lies within one episode and within a stretch of
 * rows. Where an episode is cut by the stretch's ends, its part within counts as an episode.
 */
final class Windows {
  private final Transitions transitions;
  private final int horizon;

  /** For each part of an episode that has windows: its first row, and its usable steps. */
  private final int[] firstRows;

  private final int[] steps;

  /** The number of the first window of each part, and how many there are in all. */
  private final int[] firstWindows;

  /**
   * Finds the windows.
   *
   * @param from the first row of the stretch
   * @param to the row behind its last
   * @param horizon steps of a window, at least 1
   * @param padShort whether a shorter episode makes one window, padded, rather than none
   */
  Windows(Transitions transitions, int from, int to, int horizon, boolean padShort) {
    this.transitions = transitions;
    this.horizon = horizon;
    int[] rows = new int[16];
    int[] lengths = new int[16];
    int[] firsts = new int[17];
    int parts = 0;
    for (int row = from; row < to; ) {
      int last = Math.min(transitions.lastRow(row), to - 1);
      int usable = last - row;
      int windows = usable >= horizon ? usable - horizon + 1 : padShort && usable > 0 ? 1 : 0;
      if (windows > 0) {
        if (parts == rows.length) {
          rows = Arrays.copyOf(rows, 2 * parts);
          lengths = Arrays.copyOf(lengths, 2 * parts);
          firsts = Arrays.copyOf(firsts, 2 * parts + 1);
        }
        rows[parts] = row;
        lengths[parts] = usable;
        firsts[parts + 1] = firsts[parts] + windows;
        parts++;
      }
      row = last + 1;
    }
    firstRows = Arrays.copyOf(rows, parts);
    steps = Arrays.copyOf(lengths, parts);
    firstWindows = Arrays.copyOf(firsts, parts + 1);
  }

  int count() {
    return firstWindows[firstRows.length];
  }

  /**
   * One window. Padding repeats the last observation of the episode, with actions and rewards of 0.
   *
   * @param index from 0 to {@link #count} - 1
   */
  Trajectory get(long index) {
    int window = Math.toIntExact(Objects.checkIndex(index, count()));
    int found = Arrays.binarySearch(firstWindows, window);
    int part = found >= 0 ? found : -found - 2;
    int row = firstRows[part] + window - firstWindows[part];
    int real = Math.min(horizon, steps[part]);
    int observationWidth = transitions.observationWidth();
    int actionWidth = transitions.actionWidth();
    float[] observations = new float[(horizon + 1) * observationWidth];
    float[] actions = new float[horizon * actionWidth];
    float[] rewards = new float[horizon];
    int observed = (real + 1) * observationWidth;
    System.arraycopy(transitions.observations(), row * observationWidth, observations, 0, observed);
    for (int i = observed; i < observations.length; i++) {
      observations[i] = observations[i - observationWidth];
    }
    System.arraycopy(transitions.actions(), row * actionWidth, actions, 0, real * actionWidth);
    System.arraycopy(transitions.rewards(), row, rewards, 0, real);
    return new Trajectory(observationWidth, actionWidth, observations, actions, rewards, real);
  }
}
