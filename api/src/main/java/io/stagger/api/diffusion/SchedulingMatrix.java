package io.stagger.api.diffusion;

import java.util.Arrays;
import java.util.List;

/**
 * The plan of a sampling run (the scheduling matrix of section 3.3 of the paper). Each row is a
 * state and each column a token; an entry is the token's sampling level, from {@code steps} (pure
 * noise) down to 0 (clean). Going from one row to the next is one network evaluation.
 *
 * <p>A matrix that exists is valid: the first row is pure noise, levels never rise, the last row is
 * clean, and no row repeats the one before it.
 */
public final class SchedulingMatrix {
  private final int steps;
  private final int[][] rows;

  private SchedulingMatrix(int steps, int[][] rows) {
    this.steps = steps;
    this.rows = rows;
  }

  /**
   * Checks and copies a matrix.
   *
   * @param steps S, the sampling level of pure noise; at least 1
   * @param rows states by tokens, rectangular
   * @throws IllegalArgumentException with a sentence that names the first row and column at fault
   */
  public static SchedulingMatrix of(int steps, int[][] rows) {
    if (steps < 1) {
      throw new IllegalArgumentException("Sampling takes at least 1 step, not " + steps + ".");
    }
    if (rows.length < 2 || rows[0].length == 0) {
      throw new IllegalArgumentException(
          "A scheduling matrix has at least two rows and one column, not %d rows and %d columns."
              .formatted(rows.length, rows.length == 0 ? 0 : rows[0].length));
    }
    int horizon = rows[0].length;
    int[][] copy = new int[rows.length][];
    for (int m = 0; m < rows.length; m++) {
      if (rows[m].length != horizon) {
        throw new IllegalArgumentException(
            "Row %d of the scheduling matrix has %d columns, but row 0 has %d."
                .formatted(m, rows[m].length, horizon));
      }
      copy[m] = rows[m].clone();
      for (int t = 0; t < horizon; t++) {
        checkEntry(steps, copy, m, t);
      }
      if (m > 0 && Arrays.equals(copy[m], copy[m - 1])) {
        throw new IllegalArgumentException(
            "Row %d of the scheduling matrix repeats row %d, so a network evaluation would do nothing."
                .formatted(m, m - 1));
      }
    }
    return new SchedulingMatrix(steps, copy);
  }

  private static void checkEntry(int steps, int[][] rows, int m, int t) {
    int level = rows[m][t];
    if (level < 0 || level > steps) {
      throw new IllegalArgumentException(
          "Row %d, column %d of the scheduling matrix is %d, but sampling levels run from 0 to %d."
              .formatted(m, t, level, steps));
    }
    if (m == 0 && level != steps) {
      throw new IllegalArgumentException(
          "Column %d of the scheduling matrix starts at %d, but every token starts as pure noise, %d."
              .formatted(t, level, steps));
    }
    if (m > 0 && level > rows[m - 1][t]) {
      throw new IllegalArgumentException(
          "Column %d of the scheduling matrix rises from %d to %d at row %d, but noise is only taken away."
              .formatted(t, rows[m - 1][t], level, m));
    }
    if (m == rows.length - 1 && level != 0) {
      throw new IllegalArgumentException(
          "Column %d of the scheduling matrix ends at %d, but every token ends clean, 0."
              .formatted(t, level));
    }
  }

  /** S, the sampling level of pure noise. */
  public int steps() {
    return steps;
  }

  /** The number of states, one more than {@link #evaluations()}. */
  public int rows() {
    return rows.length;
  }

  /** The number of tokens. */
  public int horizon() {
    return rows[0].length;
  }

  /** The number of network evaluations, each over the tokens of the window. */
  public int evaluations() {
    return rows.length - 1;
  }

  /** How many times a token is updated, over all tokens: what a per-token cache would pay for. */
  public long tokenUpdates() {
    long updates = 0;
    for (int m = 1; m < rows.length; m++) {
      for (int t = 0; t < horizon(); t++) {
        if (rows[m][t] != rows[m - 1][t]) {
          updates++;
        }
      }
    }
    return updates;
  }

  /** The sampling level of a token in a state. */
  public int level(int row, int token) {
    return rows[row][token];
  }

  /** The rows, as an unmodifiable list of copies. */
  public List<int[]> toRows() {
    return Arrays.stream(rows).map(int[]::clone).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SchedulingMatrix that
        && that.steps == steps
        && Arrays.deepEquals(that.rows, rows);
  }

  @Override
  public int hashCode() {
    return 31 * steps + Arrays.deepHashCode(rows);
  }

  @Override
  public String toString() {
    return Arrays.deepToString(rows);
  }
}
