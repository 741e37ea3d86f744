package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
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

  private StepPlanner planner(boolean withNoise) {
    return new StepPlanner(
        SCHEDULE,
        TestingPlugin.PARAMETERIZATION,
        recordingSolver,
        SamplingLevels.of(12, 3, SamplingLevels.Rounding.TRUNCATE),
        new Stabilization(2, withNoise));
  }
}
