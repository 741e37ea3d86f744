package io.stagger.diffusion.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.TestingSchedules;
import io.stagger.diffusion.parameterization.FlowVelocityParameterization;
import org.junit.jupiter.api.Test;

final class TestEulerSolver {
  private final Solver solver = new EulerSolver();
  private final NoiseSchedule flow = TestingSchedules.straight().get("flow");

  @Test
  void movesTheTokenByItsVelocity() {
    Parameterization velocity = new FlowVelocityParameterization();
    double x = 0.7;
    double u = -1.3;
    for (int level = 999; level > 0; level -= 17) {
      for (int next = level - 1; next >= NoiseSchedule.CLEAN; next -= 100) {
        Linear clean = velocity.clean(flow.signal(level), flow.noise(level));
        Solver.Update update = solver.update(flow, Solver.NO_LEVEL, level, next);
        double moved = update.state() * x + update.clean() * clean.apply(x, u);
        assertThat(moved).isCloseTo(x + (flow.noise(next) - flow.noise(level)) * u, within(1e-12));
      }
    }
  }

  @Test
  void oneStepFromPureNoiseToCleanIsTheCleanPrediction() {
    assertThat(solver.update(flow, Solver.NO_LEVEL, 999, NoiseSchedule.CLEAN))
        .isEqualTo(new Solver.Update(0, 1, 0, 0));
  }

  @Test
  void refusesAScheduleThatIsNotStraight() {
    TestingSchedules.all()
        .forEach(
            (name, schedule) -> {
              if (!TestingSchedules.straight().containsKey(name)) {
                int middle = (schedule.levels() - 1) / 2;
                assertThatThrownBy(() -> solver.update(schedule, Solver.NO_LEVEL, middle, -1))
                    .as(name)
                    .isInstanceOf(StaggerException.class)
                    .hasMessageMatching(
                        "The solver euler needs a noise schedule whose signal and noise add up to 1, but they are \\S+ and \\S+ at level "
                            + middle
                            + "; use the noise schedule rectified-flow or the solver ddim\\.");
              }
            });
  }

  @Test
  void refusesAlsoWhereOnlyTheNextLevelIsNotStraight() {
    // The last level of a stretched schedule holds noise 1 and no signal, as a flow's does.
    NoiseSchedule schedule = TestingSchedules.all().get("cosine to zero");
    assertThatThrownBy(() -> solver.update(schedule, Solver.NO_LEVEL, 999, 998))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("at level 998;");
  }

  @Test
  void stepsThatTakeNoNoiseAwayAreRefused() {
    assertThatThrownBy(() -> solver.update(Golden.schedule("cosine", 10), Solver.NO_LEVEL, -1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A step goes from a level of at least 0 to a lower one, not from -1 to -1.");
  }
}
