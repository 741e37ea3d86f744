package io.stagger.api.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** The rest of a plan for tokens that are less noisy already. */
final class TestBeginningAt {
  /** Three tokens, of which each starts one row after the one before. */
  private static final SchedulingMatrix PYRAMID =
      SchedulingMatrix.of(
          3, new int[][] {{3, 3, 3}, {2, 3, 3}, {1, 2, 3}, {0, 1, 2}, {0, 0, 1}, {0, 0, 0}});

  @Test
  void takesTheStepsBelowALevelInTheRowsOfThePlan() {
    SchedulingMatrix rest = PYRAMID.beginningAt(1, 2, 3);

    assertThat(rest.toRows())
        .containsExactly(
            new int[] {1, 2, 3}, new int[] {0, 1, 2}, new int[] {0, 0, 1}, new int[] {0, 0, 0});
    assertThat(rest.steps()).isEqualTo(3);
    assertThat(rest.horizon()).isEqualTo(3);
    assertThat(rest.evaluations()).isEqualTo(3);
    assertThat(rest.tokenUpdates()).isEqualTo(1 + 2 + 3);
  }

  @Test
  void leavesOutRowsWithNothingToDoWhereverTheyAre() {
    // The middle token alone is noisy, which the plan denoises in its rows 1 to 4.
    assertThat(PYRAMID.beginningAt(0, 3, 0).toRows())
        .containsExactly(
            new int[] {0, 3, 0}, new int[] {0, 2, 0}, new int[] {0, 1, 0}, new int[] {0, 0, 0});
    // The plan reaches level 1 of the first token before anything happens to the last.
    assertThat(PYRAMID.beginningAt(2, 0, 1).toRows())
        .containsExactly(
            new int[] {2, 0, 1}, new int[] {1, 0, 1}, new int[] {0, 0, 1}, new int[] {0, 0, 0});
  }

  @Test
  void keepsALevelThatThePlanSkips() {
    SchedulingMatrix skipping = SchedulingMatrix.of(4, new int[][] {{4}, {2}, {0}});

    assertThat(skipping.beginningAt(3).toRows())
        .containsExactly(new int[] {3}, new int[] {2}, new int[] {0});
    assertThat(skipping.beginningAt(1).toRows()).containsExactly(new int[] {1}, new int[] {0});
  }

  @Test
  void isThePlanItselfWhenAllBeginAsPureNoise() {
    assertThat(PYRAMID.beginningAt(3, 3, 3)).isEqualTo(PYRAMID).hasSameHashCodeAs(PYRAMID);
    assertThat(PYRAMID.beginningAt(3, 3, 3).tokenUpdates()).isEqualTo(PYRAMID.tokenUpdates());
    SchedulingMatrix staggered = SchedulingMatrix.staggered(10, 4, new int[] {0, 2, 6});
    assertThat(staggered.beginningAt(10, 10, 10)).isEqualTo(staggered);
  }

  @Test
  void refusesWhenAllAreFinished() {
    assertThatThrownBy(() -> PYRAMID.beginningAt(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("All tokens are finished, so there is nothing to plan.");
  }

  @Test
  void refusesAnotherNumberOfLevels() {
    assertThatThrownBy(() -> PYRAMID.beginningAt(3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 tokens have 2 levels to begin at.");
    assertThatThrownBy(() -> PYRAMID.beginningAt(3, 3, 3, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesLevelsThatDoNotExist() {
    assertThatThrownBy(() -> PYRAMID.beginningAt(3, 4, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("level 4")
        .hasMessageContaining("0 to 3");
    assertThatThrownBy(() -> PYRAMID.beginningAt(3, 3, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("level -1");
  }

  @Test
  void doesNotFollowTheGivenArray() {
    int[] levels = {1, 2, 3};
    SchedulingMatrix rest = PYRAMID.beginningAt(levels);

    levels[2] = 0;

    assertThat(rest.level(0, 2)).isEqualTo(3);
  }

  /** Two thousand pyramids of random shapes and slopes with random beginnings. */
  @Test
  void neverRisesEndsCleanAndRepeatsNoRowForAnyPyramid() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int steps = 1 + random.nextInt(12);
      int horizon = 1 + random.nextInt(9);
      SchedulingMatrix plan = pyramid(horizon, steps, random.nextDouble() * steps);
      int[] levels = random.ints(horizon, 0, steps + 1).toArray();
      levels[random.nextInt(horizon)] = 1 + random.nextInt(steps);

      check(plan, levels, plan.beginningAt(levels));
    }
  }

  private static void check(SchedulingMatrix plan, int[] levels, SchedulingMatrix rest) {
    String what = "%s beginning at %s".formatted(plan, Arrays.toString(levels));
    assertThat(rest.steps()).as(what).isEqualTo(plan.steps());
    assertThat(rest.horizon()).as(what).isEqualTo(plan.horizon());
    assertThat(row(rest, 0)).as(what).isEqualTo(levels);
    assertThat(row(rest, rest.rows() - 1)).as(what).containsOnly(0);
    long updates = 0;
    int planned = 0;
    for (int m = 0; m < rest.rows(); m++) {
      int falls = 0;
      for (int token = 0; m > 0 && token < rest.horizon(); token++) {
        assertThat(rest.level(m, token)).as(what).isLessThanOrEqualTo(rest.level(m - 1, token));
        falls += rest.level(m, token) < rest.level(m - 1, token) ? 1 : 0;
      }
      assertThat(m == 0 || falls > 0).as("row %d does something: %s", m, what).isTrue();
      updates += falls;
      // Each row is what one row of the plan leaves to do, in the plan's order.
      while (!Arrays.equals(row(rest, m), below(plan, planned, token -> levels[token]))) {
        planned++;
        assertThat(planned).as(what).isLessThan(plan.rows());
      }
    }
    assertThat(rest.tokenUpdates()).as(what).isEqualTo(updates);
  }

  private static int[] row(SchedulingMatrix matrix, int row) {
    return below(matrix, row, token -> Integer.MAX_VALUE);
  }

  private static int[] below(SchedulingMatrix matrix, int row, IntUnaryOperator limit) {
    int[] levels = new int[matrix.horizon()];
    Arrays.setAll(levels, token -> Math.min(limit.applyAsInt(token), matrix.level(row, token)));
    return levels;
  }

  private static SchedulingMatrix pyramid(int horizon, int steps, double slope) {
    int[][] rows = new int[steps + (int) ((horizon - 1) * slope) + 1][horizon];
    for (int m = 0; m < rows.length; m++) {
      for (int token = 0; token < horizon; token++) {
        rows[m][token] = Math.max(0, Math.min(steps, steps + (int) (token * slope) - m));
      }
    }
    return SchedulingMatrix.of(steps, rows);
  }
}
