package io.stagger.core.rollout;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SchedulingMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A sampling schedule that goes on without an end. It is found in a schedule's matrices: from some
 * row on, the levels repeat every so many rows, so many tokens later.
 *
 * <pre>level(row + period, token + stride) = level(row, token)</pre>
 *
 * <p>What is compared is the part of a row from its first unfinished token to its last token that
 * has begun, in rows that the end of the matrix has no part in: its last token has not begun. The
 * repetition has to show three times over in one matrix, and to hold in the whole of a larger one:
 * of two thousand tokens, or at least twice as many.
 *
 * <p>Immutable. Keeps the rows up to the end of the first repetition.
 */
public final class EndlessSchedule implements LevelPlan {
  private static final int[] HORIZONS = {8, 32, 128, 512, 2048};

  /** How many entries of a matrix are looked at; a larger one is given up. */
  private static final long MOST_ENTRIES = 1L << 25;

  private final int steps;

  /** The first row from which on rows repeat. */
  private final int start;

  private final int period;
  private final int stride;

  /** As many as {@code start + period}. */
  private final List<Row> rows;

  private EndlessSchedule(int steps, int start, int period, int stride, List<Row> rows) {
    this.steps = steps;
    this.start = start;
    this.period = period;
    this.stride = stride;
    this.rows = List.copyOf(rows);
  }

  /**
   * A state.
   *
   * @param first its first unfinished token
   * @param levels of the tokens from this one to the last that has begun
   */
  private record Row(int first, int[] levels) {
    boolean repeats(Row other, int stride) {
      return first == other.first + stride && Arrays.equals(levels, other.levels);
    }
  }

  /**
   * Looks for what repeats in a schedule.
   *
   * @param matrices the schedule's plan for a number of tokens; may refuse a number
   * @return empty if nothing does, or not within some thousand tokens
   */
  public static Optional<EndlessSchedule> of(IntFunction<SchedulingMatrix> matrices) {
    for (int horizon : HORIZONS) {
      Optional<SchedulingMatrix> matrix = matrix(matrices, horizon);
      if (matrix.isEmpty()) {
        return Optional.empty();
      }
      List<Row> rows = rows(matrix.get());
      Optional<EndlessSchedule> found = find(matrix.get().steps(), rows);
      if (found.isPresent()) {
        Optional<SchedulingMatrix> twice = larger(matrices, 2 * horizon);
        if (twice.isPresent() && found.get().agrees(rows(twice.get()))) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The plan for two thousand tokens, or for as many as it is not too large for, at least so many.
   */
  private static Optional<SchedulingMatrix> larger(
      IntFunction<SchedulingMatrix> matrices, int least) {
    for (int horizon = HORIZONS[HORIZONS.length - 1]; horizon > least; horizon /= 2) {
      Optional<SchedulingMatrix> matrix = matrix(matrices, horizon);
      if (matrix.isPresent()) {
        return matrix;
      }
    }
    return matrix(matrices, least);
  }

  private static Optional<SchedulingMatrix> matrix(
      IntFunction<SchedulingMatrix> matrices, int horizon) {
    try {
      return Optional.of(matrices.apply(horizon))
          .filter(matrix -> (long) matrix.rows() * matrix.horizon() <= MOST_ENTRIES);
    } catch (StaggerException e) {
      // A schedule that serves some horizons alone has no end to be without.
      return Optional.empty();
    }
  }

  /** The leading rows in which the last token has not begun. */
  private static List<Row> rows(SchedulingMatrix matrix) {
    List<Row> rows = new ArrayList<>();
    int last = matrix.horizon() - 1;
    int first = 0;
    int end = 0;
    for (int row = 0; row < matrix.rows() && matrix.level(row, last) == matrix.steps(); row++) {
      while (matrix.level(row, first) == 0) {
        first++;
      }
      end = Math.max(end, first);
      for (int token = last; token >= end; token--) {
        if (matrix.level(row, token) < matrix.steps()) {
          end = token + 1;
        }
      }
      int[] levels = new int[end - first];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = matrix.level(row, first + i);
      }
      rows.add(new Row(first, levels));
    }
    return rows;
  }

  private static Optional<EndlessSchedule> find(int steps, List<Row> rows) {
    Map<Integer, List<Integer>> alike = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      alike
          .computeIfAbsent(Arrays.hashCode(rows.get(row).levels()), hash -> new ArrayList<>())
          .add(row);
    }
    for (int start = 0; start < rows.size(); start++) {
      for (int again : alike.get(Arrays.hashCode(rows.get(start).levels()))) {
        int period = again - start;
        int stride = rows.get(again).first() - rows.get(start).first();
        if (stride > 0
            && start + 3L * period < rows.size()
            && repeats(rows, start, period, stride)) {
          return Optional.of(
              new EndlessSchedule(steps, start, period, stride, rows.subList(0, again)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean repeats(List<Row> rows, int start, int period, int stride) {
    for (int row = start; row + period < rows.size(); row++) {
      if (!rows.get(row + period).repeats(rows.get(row), stride)) {
        return false;
      }
    }
    return true;
  }

  private boolean agrees(List<Row> others) {
    for (int row = 0; row < others.size(); row++) {
      boolean same =
          row < rows.size()
              ? others.get(row).repeats(rows.get(row), 0)
              : others.get(row).repeats(others.get(row - period), stride);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int steps() {
    return steps;
  }

  /** After how many rows the levels repeat, at least 1. */
  public int period() {
    return period;
  }

  /** How many tokens later they repeat, at least 1. */
  public int stride() {
    return stride;
  }

  @Override
  public int level(long row, long token) {
    long rounds = row < start ? 0 : (row - start) / period;
    Row base = rows.get((int) (row - rounds * period));
    long at = token - rounds * stride - base.first();
    if (at < 0) {
      return 0;
    }
    return at < base.levels().length ? base.levels()[(int) at] : steps;
  }

  /** The first unfinished token of a state. */
  public long firstUnfinished(long row) {
    long rounds = row < start ? 0 : (row - start) / period;
    return rows.get((int) (row - rounds * period)).first() + rounds * stride;
  }

  /** One past the last token of a state that is no longer pure noise. */
  public long begunEnd(long row) {
    long rounds = row < start ? 0 : (row - start) / period;
    Row base = rows.get((int) (row - rounds * period));
    return base.first() + base.levels().length + rounds * stride;
  }

  /**
   * The most tokens that have begun and are not finished, or become so, from a state to the next.
   */
  public int widest() {
    long widest = 0;
    for (int row = 0; row < start + 2 * period; row++) {
      widest = Math.max(widest, begunEnd(row + 1L) - firstUnfinished(row));
    }
    return (int) widest;
  }

  /** What repeats, for comparison: equal for schedules that give the same levels. */
  public String describe() {
    int hash = 1;
    for (Row row : rows) {
      hash = 31 * (31 * hash + row.first()) + Arrays.hashCode(row.levels());
    }
    return "%d tokens every %d rows from row %d on, in %d steps (%08x)"
        .formatted(stride, period, start, steps, hash);
  }
}
