package io.stagger.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SchedulingMatrix;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestEndlessSchedule {
  private static final int STEPS = 6;

  /** Tokens that begin in a row of their own and then take a level a row. */
  private static IntFunction<SchedulingMatrix> staggered(
      int steps, int updates, IntUnaryOperator start) {
    return horizon -> {
      int[] starts = new int[horizon];
      for (int token = 0; token < horizon; token++) {
        starts[token] = start.applyAsInt(token);
      }
      return SchedulingMatrix.staggered(steps, updates, starts);
    };
  }

  private static IntFunction<SchedulingMatrix> pyramid(int steps, double scale) {
    return staggered(steps, steps, token -> (int) (token * scale));
  }

  private static IntFunction<SchedulingMatrix> chunked(int steps, int chunk, double scale) {
    int block = steps + (int) ((chunk - 1) * scale);
    return staggered(steps, steps, token -> token / chunk * block + (int) (token % chunk * scale));
  }

  /** Every level of a matrix, as far as its end has no part in it. */
  private static void assertAgrees(EndlessSchedule schedule, SchedulingMatrix matrix) {
    int last = matrix.horizon() - 1;
    assertThat(schedule.steps()).isEqualTo(matrix.steps());
    for (int row = 0; row < matrix.rows() && matrix.level(row, last) == matrix.steps(); row++) {
      int first = 0;
      while (matrix.level(row, first) == 0) {
        first++;
      }
      assertThat(schedule.firstUnfinished(row)).isEqualTo(first);
      for (int token = 0; token < matrix.horizon(); token++) {
        assertThat(schedule.level(row, token))
            .as("row %d, token %d", row, token)
            .isEqualTo(matrix.level(row, token));
      }
      assertThat(schedule.level(row, schedule.begunEnd(row))).isEqualTo(matrix.steps());
      assertThat(
              schedule.begunEnd(row) == 0
                  || schedule.begunEnd(row) == schedule.firstUnfinished(row)
                  || schedule.level(row, schedule.begunEnd(row) - 1) < matrix.steps())
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.37, 0.5, 1, 1.5, 2, 3.2, 6})
  void goesOnAsAPyramidDoes(double scale) {
    EndlessSchedule schedule = EndlessSchedule.of(pyramid(STEPS, scale)).orElseThrow();

    assertAgrees(schedule, pyramid(STEPS, scale).apply(700));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "5, 0", "5, 1", "5, 0.5", "8, 2", "100, 0", "3, 6"})
  void goesOnAsChunksDo(int chunk, double scale) {
    EndlessSchedule schedule = EndlessSchedule.of(chunked(STEPS, chunk, scale)).orElseThrow();

    assertAgrees(schedule, chunked(STEPS, chunk, scale).apply(503));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6})
  void goesOnAsAQueueDoes(int window) {
    IntFunction<SchedulingMatrix> queue = staggered(STEPS, window, token -> token);

    EndlessSchedule schedule = EndlessSchedule.of(queue).orElseThrow();

    assertAgrees(schedule, queue.apply(300));
    assertThat(schedule.period()).isEqualTo(1);
    assertThat(schedule.stride()).isEqualTo(1);
    assertThat(schedule.widest()).isEqualTo(window);
  }

  @Test
  void findsTheNextTokenModel() {
    EndlessSchedule schedule = EndlessSchedule.of(pyramid(50, 50)).orElseThrow();

    assertThat(schedule.period()).isEqualTo(50);
    assertThat(schedule.stride()).isEqualTo(1);
    assertThat(schedule.widest()).isEqualTo(1);
    assertThat(schedule.level(50L * 3_000_000_000L + 20, 3_000_000_000L)).isEqualTo(30);
    assertThat(schedule.level(50L * 3_000_000_000L + 20, 2_999_999_999L)).isZero();
    assertThat(schedule.level(50L * 3_000_000_000L + 20, 3_000_000_001L)).isEqualTo(50);
  }

  /** Periods of several tokens in which each waits as long as it likes. */
  @Test
  void goesOnAsAnyRepetitionDoes() {
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      int stride = 1 + random.nextInt(6);
      int[] waits = random.ints(stride, 0, STEPS + 1).toArray();
      waits[0] = Math.max(waits[0], 1);
      int period = java.util.Arrays.stream(waits).sum();
      IntFunction<SchedulingMatrix> matrices =
          staggered(
              STEPS,
              STEPS,
              token -> {
                int start = token / stride * period;
                for (int t = 0; t < token % stride; t++) {
                  start += waits[t];
                }
                return start;
              });

      EndlessSchedule schedule = EndlessSchedule.of(matrices).orElseThrow();

      assertAgrees(schedule, matrices.apply(150));
      assertThat(stride % schedule.stride()).isZero();
    }
  }

  @Test
  void findsNoRepetitionWhereThereIsNone() {
    assertThat(EndlessSchedule.of(pyramid(STEPS, 0))).isEmpty();
    assertThat(
            EndlessSchedule.of(
                horizon ->
                    staggered(STEPS, STEPS, token -> Math.min(token, horizon - 1 - token))
                        .apply(horizon)))
        .isEmpty();
    // Ever longer waits.
    assertThat(EndlessSchedule.of(staggered(50, 50, token -> token + token * token / 5000)))
        .isEmpty();
    assertThat(
            EndlessSchedule.of(
                horizon -> {
                  throw new StaggerException("It serves one horizon alone.");
                }))
        .isEqualTo(Optional.empty());
  }

  /** What repeats in a small matrix may not in a larger one. */
  @Test
  void isNotMisledByTheBeginning() {
    IntFunction<SchedulingMatrix> changing =
        staggered(STEPS, STEPS, token -> token < 12 ? token : 12 + 2 * (token - 12));

    EndlessSchedule schedule = EndlessSchedule.of(changing).orElseThrow();

    assertAgrees(schedule, changing.apply(300));
    assertThat(schedule.period()).isEqualTo(2);
  }
}
