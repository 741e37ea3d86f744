package io.stagger.diffusion.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.TestingSchedules;
import org.junit.jupiter.api.Test;

final class TestDpmSolverPlusPlus {
  private final Solver solver = new DpmSolverPlusPlus();

  @Test
  void followsThePaper() {
    NoiseSchedule schedule = Golden.schedule("cosine", 1000);
    for (int level = 900; level > 60; level -= 20) {
      double lambda = lambda(schedule, level);
      double h = lambda(schedule, level - 60) - lambda;
      double r = (lambda - lambda(schedule, level + 45)) / h;
      double predicted = schedule.signal(level - 60) * (1 - Math.exp(-h));
      Solver.Update update = solver.update(schedule, level + 45, level, level - 60);
      assertThat(update.state())
          .isCloseTo(schedule.noise(level - 60) / schedule.noise(level), within(1e-12));
      assertThat(update.clean()).isCloseTo(predicted * (1 + 1 / (2 * r)), within(1e-12));
      assertThat(update.history()).isCloseTo(-predicted / (2 * r), within(1e-12));
      assertThat(update.noise()).isZero();
    }
  }

  @Test
  void firstStepIsThatOfDdim() {
    Solver ddim = new DdimSolver(new DdimSettings(0));
    for (NoiseSchedule schedule : TestingSchedules.straight().values()) {
      int last = schedule.levels() - 1;
      Solver.Update first = solver.update(schedule, Solver.NO_LEVEL, last, last / 2);
      Solver.Update expected = ddim.update(schedule, Solver.NO_LEVEL, last, last / 2);
      assertThat(first.state()).isCloseTo(expected.state(), within(1e-15));
      assertThat(first.clean()).isCloseTo(expected.clean(), within(1e-12));
      assertThat(first.history()).isZero();
    }
  }

  @Test
  void stepToCleanIsTheCleanPrediction() {
    NoiseSchedule schedule = Golden.schedule("cosine", 1000);
    assertThat(solver.update(schedule, 40, 20, NoiseSchedule.CLEAN))
        .isEqualTo(new Solver.Update(0, 1, 0, 0));
  }

  @Test
  void slopeIsUnknownAfterALevelWithoutSignal() {
    NoiseSchedule schedule = TestingSchedules.all().get("cosine to zero");
    assertThat(solver.update(schedule, 999, 900, 800))
        .isEqualTo(solver.update(schedule, Solver.NO_LEVEL, 900, 800));
    assertThat(solver.update(schedule, Solver.NO_LEVEL, 999, 900))
        .isEqualTo(new Solver.Update(schedule.noise(900), schedule.signal(900), 0, 0));
    assertThat(solver.update(schedule, 998, 900, 800).history()).isNegative();
  }

  @Test
  void wholeRangeOfScalesInOneStepIsFinite() {
    NoiseSchedule huge = TestingSchedules.all().get("huge table");
    // From noise 10^8.5 to 10^-9 after a step of half a decade: 17.5 / (2 * 0.5) times the slope.
    Solver.Update update = solver.update(huge, 36, 35, 0);
    assertThat(update.history()).isCloseTo(-17.5, within(1e-6));
    assertThat(update.clean()).isCloseTo(18.5, within(1e-6));
    assertThat(update.state()).isCloseTo(Math.pow(10, -17.5), within(1e-25));
  }

  @Test
  void stepsOutOfOrderAreRefused() {
    NoiseSchedule schedule = Golden.schedule("cosine", 10);
    assertThatThrownBy(() -> solver.update(schedule, Solver.NO_LEVEL, 3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A step goes from a level of at least 0 to a lower one, not from 3 to 3.");
    assertThatThrownBy(() -> solver.update(schedule, 3, 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The step before one from level 3 came from a higher level, not from 3.");
  }

  private static double lambda(NoiseSchedule schedule, int level) {
    return Math.log(schedule.signal(level) / schedule.noise(level));
  }
}
