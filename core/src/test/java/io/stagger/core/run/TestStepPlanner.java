package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestStepPlanner {
  private static final NoiseSchedule SCHEDULE = TestingPlugin.schedule(12);
  private static final SchedulingMatrix MATRIX =
      SchedulingMatrix.of(3, new int[][] {{3, 3}, {1, 3}, {0, 3}, {0, 2}, {0, 1}, {0, 0}});

  private final List<String> asked = new ArrayList<>();

  private final Solver recordingSolver =
      new Solver() {
        @Override
        public boolean usesHistory() {
          return true;
        }

        @Override
        public Update update(NoiseSchedule schedule, int before, int level, int next) {
          asked.add((before == NO_LEVEL ? "none" : before) + " " + level + ">" + next);
          return new Update(0.25, 0.5, 0.75, 0.125);
        }
      };

  @Test
  void asksTheSolverForTrainingLevelsAndTheLevelBefore() {
    planner(false).plan(MATRIX, 0, 5, 0, 2);

    assertThat(asked).containsExactly("none 11>3", "11 3>-1", "none 11>7", "11 7>3", "7 3>-1");
  }

  @Test
  void remembersTheLevelBeforeWhenItBeginsInTheMiddle() {
    planner(false).plan(MATRIX, 4, 1, 1, 1);
    planner(false).plan(MATRIX, 1, 1, 0, 1);
    planner(false).plan(MATRIX, 2, 1, 1, 1);

    assertThat(asked).containsExactly("7 3>-1", "11 3>-1", "none 11>7");
  }

  @Test
  void updatesTokensWhoseLevelFalls() {
    DenoisingSteps plan = planner(false).plan(MATRIX, 0, 5, 0, 2);

    assertThat(plan.changes(0, 0)).isTrue();
    assertThat(plan.level(0, 0)).isEqualTo(11);
    assertThat(plan.inputScale(0, 0)).isEqualTo(1);
    Linear clean = TestingPlugin.PARAMETERIZATION.clean(SCHEDULE.signal(11), SCHEDULE.noise(11));
    assertThat(plan.cleanFromState(0, 0)).isEqualTo((float) clean.first());
    assertThat(plan.cleanFromOutput(0, 0)).isEqualTo((float) clean.second());
    assertThat(plan.state(0, 0)).isEqualTo(0.25f);
    assertThat(plan.clean(0, 0)).isEqualTo(0.5f);
    assertThat(plan.noise(0, 0)).isEqualTo(0.75f);
    assertThat(plan.history(0, 0)).isEqualTo(0.125f);
  }

  @Test
  void showsWaitingTokensAsTheyAre() {
    DenoisingSteps plan = planner(true).plan(MATRIX, 0, 5, 0, 2);

    assertThat(plan.changes(0, 1)).isFalse();
    assertThat(plan.level(0, 1)).isEqualTo(11);
    assertThat(plan.inputScale(0, 1)).isEqualTo(1);
    assertThat(plan.inputNoise(0, 1)).isZero();
  }

  @Test
  void showsFinishedTokensAtTheStabilizationLevel() {
    DenoisingSteps quiet = planner(false).plan(MATRIX, 0, 5, 0, 2);
    DenoisingSteps noisy = planner(true).plan(MATRIX, 0, 5, 0, 2);

    assertThat(quiet.changes(3, 0)).isFalse();
    assertThat(quiet.level(3, 0)).isEqualTo(2);
    assertThat(quiet.inputScale(3, 0)).isEqualTo((float) SCHEDULE.signal(2));
    assertThat(quiet.inputNoise(3, 0)).isZero();
    assertThat(noisy.inputNoise(3, 0)).isEqualTo((float) SCHEDULE.noise(2));
  }

  @Test
  void guidanceMovesTheNoiseByThatOfTheChosenLevel() {
    DenoisingSteps current = planner(false).plan(MATRIX, 0, 5, 0, 2);
    DenoisingSteps next = planner(false, GuidanceLevel.NEXT).plan(MATRIX, 0, 5, 0, 2);

    // eps' = eps - noise(chosen) g and x0 = (x - noise eps) / signal, so x0 gains
    // noise(level) noise(chosen) / signal(level) of g.
    double noise = SCHEDULE.noise(11);
    assertThat(current.guidance(0, 0)).isEqualTo((float) (noise * noise / SCHEDULE.signal(11)));
    assertThat(next.guidance(0, 0))
        .isEqualTo((float) (noise * SCHEDULE.noise(3) / SCHEDULE.signal(11)));
    assertThat(current.guidance(1, 0)).isPositive();
    assertThat(next.guidance(1, 0)).as("the step to clean").isZero();
    assertThat(current.guidance(0, 1)).as("a token that waits").isZero();
  }

  @Test
  void guidanceBeginsWhereThereIsASignal() {
    NoiseSchedule silentAtLast =
        new NoiseSchedule() {
          @Override
          public int levels() {
            return SCHEDULE.levels();
          }

          @Override
          public double signal(int level) {
            return level == 11 ? 0 : SCHEDULE.signal(level);
          }

          @Override
          public double noise(int level) {
            return level == 11 ? 1 : SCHEDULE.noise(level);
          }
        };

    for (GuidanceLevel level : GuidanceLevel.values()) {
      assertThat(level.share(silentAtLast, 11, 7)).isZero();
      assertThat(level.share(silentAtLast, 7, 3)).isPositive();
    }
  }

  @Test
  void predictsTokensThatWaitAndThatAreFinishedForGuidance() {
    StepPlanner planner =
        new StepPlanner(
            SCHEDULE,
            EPSILON,
            recordingSolver,
            SamplingLevels.of(12, 3, SamplingLevels.Rounding.TRUNCATE),
            new Stabilization(2, false),
            GuidanceLevel.CURRENT,
            FutureRule.FUTURE);

    DenoisingSteps plan = planner.plan(1, MATRIX, 0, 5, 0, 2);

    assertThat(plan.tokens()).isEqualTo(3);
    for (int step = 0; step < 5; step++) {
      assertThat(plan.changes(step, 0)).as("the known token changes").isFalse();
      assertThat(plan.level(step, 0)).isEqualTo(2);
      assertThat(plan.inputScale(step, 0)).isEqualTo((float) SCHEDULE.signal(2));
      assertThat(plan.scored(step)).isEqualTo(3);
      for (int token = 0; token < 3; token++) {
        double signal = SCHEDULE.signal(plan.level(step, token));
        double noise = SCHEDULE.noise(plan.level(step, token));
        assertThat(plan.cleanFromState(step, token)).isEqualTo((float) (1 / signal));
        assertThat(plan.cleanFromOutput(step, token)).isEqualTo((float) (-noise / signal));
      }
    }
  }

  @Test
  void drawsAnewWhatIsNoisierThanThePresent() {
    SchedulingMatrix matrix =
        SchedulingMatrix.of(
            3, new int[][] {{3, 3, 3}, {2, 3, 3}, {1, 2, 3}, {0, 1, 2}, {0, 0, 1}, {0, 0, 0}});
    DenoisingSteps future = planner(false).plan(1, matrix, 0, 5, 0, 3);
    DenoisingSteps repeat =
        planner(false, GuidanceLevel.CURRENT, FutureRule.REPEAT).plan(1, matrix, 0, 5, 0, 3);

    int[][] redrawn = {{0, 0, 0, 0}, {0, 0, 1, 1}, {0, 0, 1, 1}, {0, 0, 0, 1}, {0, 0, 0, 0}};
    int[][] unfinished = {{0, 1, 1, 1}, {0, 1, 1, 1}, {0, 1, 1, 1}, {0, 0, 1, 1}, {0, 0, 0, 1}};
    for (int step = 0; step < 5; step++) {
      for (int token = 0; token < 4; token++) {
        assertRedrawn(future, step, token, redrawn[step][token] == 1);
        assertRedrawn(repeat, step, token, unfinished[step][token] == 1);
      }
    }
  }

  private static void assertRedrawn(DenoisingSteps plan, int step, int token, boolean expected) {
    int level = plan.level(step, token);
    assertThat(plan.redrawSignal(step, token))
        .as("signal of token %d in step %d", token, step)
        .isEqualTo(expected ? (float) SCHEDULE.signal(level) : 0);
    assertThat(plan.redrawNoise(step, token))
        .as("noise of token %d in step %d", token, step)
        .isEqualTo(expected ? (float) SCHEDULE.noise(level) : 0);
  }

  /** The network outputs the noise. */
  private static final Parameterization EPSILON =
      new Parameterization() {
        @Override
        public Linear target(double signal, double noise) {
          return new Linear(0, 1);
        }

        @Override
        public Linear clean(double signal, double noise) {
          return new Linear(1 / signal, -noise / signal);
        }

        @Override
        public double cleanErrorPerOutputError(double snr) {
          return 1 / snr;
        }

        @Override
        public double outputClip(double noiseClip) {
          return noiseClip;
        }
      };

  private StepPlanner planner(boolean withNoise) {
    return planner(withNoise, GuidanceLevel.CURRENT);
  }

  private StepPlanner planner(boolean withNoise, GuidanceLevel level) {
    return planner(withNoise, level, FutureRule.FUTURE);
  }

  private StepPlanner planner(boolean withNoise, GuidanceLevel level, FutureRule rule) {
    return new StepPlanner(
        SCHEDULE,
        TestingPlugin.PARAMETERIZATION,
        recordingSolver,
        SamplingLevels.of(12, 3, SamplingLevels.Rounding.TRUNCATE),
        new Stabilization(2, withNoise),
        level,
        rule);
  }
}
