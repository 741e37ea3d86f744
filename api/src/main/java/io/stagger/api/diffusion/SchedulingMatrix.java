package io.stagger.api.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * The plan of a sampling run (the scheduling matrix of section 3.3 of the paper). Each row is a
 * state and each column a token; an entry is the token's sampling level, from {@code steps} (pure
 * noise) down to 0 (clean). Going from one row to the next is one network evaluation.
 *
 * <p>A matrix that exists is valid: the first row is pure noise unless it is the rest of another
 * plan ({@link #beginningAt}), levels never rise, the last row is clean, and no row repeats the one
 * before it.
 *
 * @since 0.1.0
 */
public final class SchedulingMatrix {
  /** How many entries are written out. */
  private static final int SHOWN = 10_000;

  private final int steps;
  private final int rows;
  private final int horizon;
  private final long tokenUpdates;
  private final Levels levels;

  private SchedulingMatrix(int steps, int rows, int horizon, long tokenUpdates, Levels levels) {
    this.steps = steps;
    this.rows = rows;
    this.horizon = horizon;
    this.tokenUpdates = tokenUpdates;
    this.levels = levels;
  }

  /** What the entries are. */
  private interface Levels {
    int at(int row, int token);
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
    long updates = 0;
    for (int m = 0; m < rows.length; m++) {
      if (rows[m].length != horizon) {
        throw new IllegalArgumentException(
            "Row %d of the scheduling matrix has %d columns, but row 0 has %d."
                .formatted(m, rows[m].length, horizon));
      }
      copy[m] = rows[m].clone();
      for (int t = 0; t < horizon; t++) {
        checkEntry(steps, copy, m, t);
        if (m > 0 && copy[m][t] != copy[m - 1][t]) {
          updates++;
        }
      }
      if (m > 0 && Arrays.equals(copy[m], copy[m - 1])) {
        throw new IllegalArgumentException(
            "Row %d of the scheduling matrix repeats row %d, so a network evaluation would do nothing."
                .formatted(m, m - 1));
      }
    }
    return new SchedulingMatrix(
        steps, copy.length, horizon, updates, (row, token) -> copy[row][token]);
  }

  /**
   * A matrix in which every token is denoised without a pause, from a row of its own on: the entry
   * at row m, token t is
   *
   * <pre>S - floor(clip(m - starts[t], 0, W) S / W)</pre>
   *
   * <p>Takes memory for one number a token, however many rows there are, so that sequences may be
   * long.
   *
   * @param steps S, the sampling level of pure noise; at least 1
   * @param updates W, how many rows each token takes, from 1 to S
   * @param starts the row at which each token starts; 0 for one at least, and each at most W rows
   *     after the one that starts next before it, or some row would repeat the one before
   * @throws IllegalArgumentException if the starts leave a gap or there are more rows than an int
   *     can count
   */
  public static SchedulingMatrix staggered(int steps, int updates, int[] starts) {
    if (steps < 1 || updates < 1 || updates > steps || starts.length == 0) {
      throw new IllegalArgumentException(
          "A staggered matrix has at least 1 token, 1 step and from 1 to as many updates, not %d, %d and %d."
              .formatted(starts.length, steps, updates));
    }
    int[] own = starts.clone();
    int[] sorted = starts.clone();
    Arrays.sort(sorted);
    if (sorted[0] != 0) {
      throw new IllegalArgumentException(
          "The first token of a staggered matrix starts at row 0, not " + sorted[0] + ".");
    }
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] - sorted[i - 1] > updates) {
        throw new IllegalArgumentException(
            "A token starts at row %d, but the one before is finished at row %d, so that the rows between would do nothing."
                .formatted(sorted[i], sorted[i - 1] + updates));
      }
    }
    long rows = sorted[sorted.length - 1] + (long) updates + 1;
    if (rows > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "A scheduling matrix has at most %d rows, not %d.".formatted(Integer.MAX_VALUE, rows));
    }
    return new SchedulingMatrix(
        steps,
        (int) rows,
        own.length,
        (long) own.length * updates,
        (row, token) -> {
          long taken = Math.max(0, Math.min(updates, row - own[token]));
          return steps - (int) (taken * steps / updates);
        });
  }

  /**
   * The rest of this plan for tokens that are less noisy already: a token takes the steps that lie
   * below the level that it begins at, in the rows in which this plan takes them. Rows in which
   * nothing is left to do are left out.
   *
   * @param levels the sampling level that each token begins at, from 0 (finished) to {@link #steps}
   * @throws IllegalArgumentException if all tokens are finished or there is no such level
   */
  public SchedulingMatrix beginningAt(int... levels) {
    if (levels.length != horizon) {
      throw new IllegalArgumentException(
          "%d tokens have %d levels to begin at.".formatted(horizon, levels.length));
    }
    for (int level : levels) {
      if (level < 0 || level > steps) {
        throw new IllegalArgumentException(
            "A token is to begin at level %d, but sampling levels run from 0 to %d."
                .formatted(level, steps));
      }
    }
    List<int[]> kept = new ArrayList<>();
    long updates = 0;
    for (int row = 0; row < rows; row++) {
      int[] next = new int[horizon];
      for (int token = 0; token < horizon; token++) {
        next[token] = Math.min(levels[token], this.levels.at(row, token));
      }
      int[] before = kept.isEmpty() ? null : kept.get(kept.size() - 1);
      if (before == null || !Arrays.equals(before, next)) {
        for (int token = 0; before != null && token < horizon; token++) {
          updates += before[token] == next[token] ? 0 : 1;
        }
        kept.add(next);
      }
    }
    if (kept.size() < 2) {
      throw new IllegalArgumentException("All tokens are finished, so there is nothing to plan.");
    }
    int[][] rest = kept.toArray(int[][]::new);
    return new SchedulingMatrix(
        steps, rest.length, horizon, updates, (row, token) -> rest[row][token]);
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
    return rows;
  }

  /** The number of tokens. */
  public int horizon() {
    return horizon;
  }

  /** The number of network evaluations, each over the tokens of the window. */
  public int evaluations() {
    return rows - 1;
  }

  /** How many times a token is updated, over all tokens: what a per-token cache would pay for. */
  public long tokenUpdates() {
    return tokenUpdates;
  }

  /**
   * The sampling level of a token in a state.
   *
   * @throws IndexOutOfBoundsException if there is no such state or token
   */
  public int level(int row, int token) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(token, horizon);
    return levels.at(row, token);
  }

  /** The rows, as an unmodifiable list of copies. For small matrices: it takes memory for all. */
  public List<int[]> toRows() {
    List<int[]> copies = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int[] copy = new int[horizon];
      for (int token = 0; token < horizon; token++) {
        copy[token] = levels.at(row, token);
      }
      copies.add(copy);
    }
    return Collections.unmodifiableList(copies);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SchedulingMatrix that)
        || that.steps != steps
        || that.rows != rows
        || that.horizon != horizon) {
      return false;
    }
    for (int row = 0; row < rows; row++) {
      for (int token = 0; token < horizon; token++) {
        if (levels.at(row, token) != that.levels.at(row, token)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = steps;
    for (int row = 0; row < rows; row++) {
      for (int token = 0; token < horizon; token++) {
        hash = 31 * hash + levels.at(row, token);
      }
    }
    return hash;
  }

  /** The entries, or the shape alone if there are many. */
  @Override
  public String toString() {
    return (long) rows * horizon > SHOWN
        ? "%d states of %d tokens in %d steps".formatted(rows, horizon, steps)
        : toRows().stream().map(Arrays::toString).toList().toString();
  }
}
