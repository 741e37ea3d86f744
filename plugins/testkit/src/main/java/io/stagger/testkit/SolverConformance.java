package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Solver} promises, and what makes it one: where the clean prediction is exact, a
 * step turns a token at one level into a token at the next, with that level's signal and noise.
 */
public interface SolverConformance {
  /** A solver to check; asked for at each test. */
  Solver solver();

  /** The schedule to step through. */
  default NoiseSchedule noiseSchedule() {
    return new TestingNoiseSchedule(1000);
  }

  /**
   * Whether a step to a level with noise leaves exactly that level's noise, as every solver should;
   * checked both ways. A solver that declares otherwise leaves more at some step and less at none.
   */
  default boolean givesExactNoise() {
    return true;
  }

  /** Coefficients are finite between any two levels, with and without a step before. */
  @Test
  default void coefficientsAreFinite() {
    forEachStep(
        (before, level, next, update) -> {
          assertThat(update.state()).as(step(before, level, next)).isFinite();
          assertThat(update.clean()).as(step(before, level, next)).isFinite();
          assertThat(update.noise()).as(step(before, level, next)).isFinite().isNotNegative();
          assertThat(update.history()).as(step(before, level, next)).isFinite();
        });
  }

  /** With exact predictions, the signal of the next level comes out. */
  @Test
  default void stepGivesTheSignalOfTheNextLevel() {
    NoiseSchedule schedule = noiseSchedule();
    forEachStep(
        (before, level, next, update) ->
            assertThat(update.state() * schedule.signal(level) + update.clean() + update.history())
                .as("signal after " + step(before, level, next))
                .isCloseTo(schedule.signal(next), within(rounding(schedule.signal(next)))));
  }

  /** With exact predictions, the noise of the next level comes out, or more if so declared. */
  @Test
  default void stepGivesTheNoiseOfTheNextLevel() {
    NoiseSchedule schedule = noiseSchedule();
    double[] most = {0};
    forEachStep(
        (before, level, next, update) -> {
          double noise = Math.hypot(update.state() * schedule.noise(level), update.noise());
          String what = "noise after " + step(before, level, next);
          if (givesExactNoise()) {
            assertThat(noise)
                .as(what)
                .isCloseTo(schedule.noise(next), within(rounding(schedule.noise(next))));
          } else {
            assertThat(noise)
                .as(what)
                .isGreaterThan(schedule.noise(next) - rounding(schedule.noise(next)));
          }
          most[0] =
              Math.max(most[0], noise - schedule.noise(next) - rounding(schedule.noise(next)));
        });
    if (!givesExactNoise()) {
      assertThat(most[0]).as("greatest excess of noise").isPositive();
    }
  }

  /** The step to clean leaves neither the noise of the token nor fresh noise. */
  @Test
  default void lastStepLeavesNoNoise() {
    forEachStep(
        (before, level, next, update) -> {
          if (next == NoiseSchedule.CLEAN) {
            assertThat(update.state()).as(step(before, level, next)).isZero();
            assertThat(update.noise()).as(step(before, level, next)).isZero();
          }
        });
  }

  /** History is used if and only if the solver says so, and never at a token's first step. */
  @Test
  default void historyIsUsedAsDeclared() {
    double[] most = {0};
    forEachStep(
        (before, level, next, update) -> {
          if (before == Solver.NO_LEVEL) {
            assertThat(update.history()).as(step(before, level, next)).isZero();
          }
          most[0] = Math.max(most[0], Math.abs(update.history()));
        });
    if (solver().usesHistory()) {
      assertThat(most[0]).as("greatest share of history").isPositive();
    } else {
      assertThat(most[0]).as("greatest share of history").isZero();
    }
  }

  private void forEachStep(StepCheck check) {
    Solver solver = solver();
    NoiseSchedule schedule = noiseSchedule();
    int last = schedule.levels() - 1;
    int stride = Math.max(1, last / 37);
    for (int level = last; level >= 0; level -= stride) {
      int[] nextLevels = {level - 1, level / 2, level / 3, 0, NoiseSchedule.CLEAN};
      for (int next : nextLevels) {
        if (next < level) {
          int before = Math.min(last, level + stride);
          check.check(
              Solver.NO_LEVEL, level, next, solver.update(schedule, Solver.NO_LEVEL, level, next));
          if (before > level) {
            check.check(before, level, next, solver.update(schedule, before, level, next));
          }
        }
      }
    }
  }

  /** What rounding may do to a scale. */
  private static double rounding(double scale) {
    return 1e-9 * Math.max(1, scale);
  }

  private static String step(int before, int level, int next) {
    return "the step from level %d to %d after %s"
        .formatted(level, next, before == Solver.NO_LEVEL ? "none" : "level " + before);
  }

  /** Checks the coefficients of a step. */
  @FunctionalInterface
  interface StepCheck {
    /** Checks the coefficients of the step from {@code level} to {@code next}. */
    void check(int before, int level, int next, Solver.Update update);
  }
}
