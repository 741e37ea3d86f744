package io.stagger.diffusion.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.TestingSchedules;
import io.stagger.testkit.SolverConformance;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TestDdimSolver {
  @Nested
  final class Deterministic implements SolverConformance {
    @Override
    public Solver solver() {
      return new DdimSolver(new DdimSettings(0));
    }
  }

  @Nested
  final class Ancestral implements SolverConformance {
    @Override
    public Solver solver() {
      return new DdimSolver(new DdimSettings(1));
    }

    @Override
    public NoiseSchedule noiseSchedule() {
      return Golden.schedule("cosine", 1000);
    }
  }

  @Nested
  final class WithVarianceThatGrows implements SolverConformance {
    @Override
    public Solver solver() {
      return new DdimSolver(new DdimSettings(0.7));
    }

    @Override
    public NoiseSchedule noiseSchedule() {
      return new TestingExplodingSchedule();
    }
  }

  @Test
  void stepToCleanIsTheCleanPrediction() {
    Solver solver = new DdimSolver(new DdimSettings(1));
    assertThat(
            solver.update(Golden.schedule("cosine", 1000), Solver.NO_LEVEL, 0, NoiseSchedule.CLEAN))
        .isEqualTo(new Solver.Update(0, 1, 0, 0));
  }

  @Test
  void fromALevelWithoutSignalTheNoiseIsKeptOrDrawnAfresh() {
    NoiseSchedule schedule = TestingSchedules.all().get("cosine to zero");
    double signal = schedule.signal(500);
    double noise = schedule.noise(500);
    assertThat(new DdimSolver(new DdimSettings(0)).update(schedule, Solver.NO_LEVEL, 999, 500))
        .isEqualTo(new Solver.Update(noise, signal, 0, 0));
    assertThat(new DdimSolver(new DdimSettings(1)).update(schedule, Solver.NO_LEVEL, 999, 500))
        .isEqualTo(new Solver.Update(0, signal, noise, 0));
    assertThat(new DdimSolver(new DdimSettings(0.6)).update(schedule, Solver.NO_LEVEL, 999, 500))
        .isEqualTo(new Solver.Update(noise * Math.sqrt(0.4 * 1.6), signal, noise * 0.6, 0));
  }

  @Test
  void etaOneBetweenNeighborsIsTheAncestralPosterior() {
    NoiseSchedule schedule = Golden.schedule("linear", 1000);
    Solver solver = new DdimSolver(new DdimSettings(1));
    for (int level = 1; level < 1000; level++) {
      double alphaBar = schedule.alphaBar(level);
      double before = schedule.alphaBar(level - 1);
      double beta = 1 - alphaBar / before;
      Solver.Update update = solver.update(schedule, Solver.NO_LEVEL, level, level - 1);
      assertThat(update.clean()).isCloseTo(beta * Math.sqrt(before) / (1 - alphaBar), within(1e-9));
      assertThat(update.state())
          .isCloseTo((1 - before) * Math.sqrt(1 - beta) / (1 - alphaBar), within(1e-9));
      assertThat(update.noise())
          .isCloseTo(Math.sqrt(beta * (1 - before) / (1 - alphaBar)), within(1e-9));
    }
  }

  @Test
  void stepsToTheSameOrAHigherLevelAreRefused() {
    Solver solver = new DdimSolver(new DdimSettings(0));
    NoiseSchedule schedule = Golden.schedule("cosine", 10);
    assertThatThrownBy(() -> solver.update(schedule, Solver.NO_LEVEL, 3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A step goes from a level of at least 0 to a lower one, not from 3 to 3.");
    assertThatThrownBy(() -> solver.update(schedule, Solver.NO_LEVEL, NoiseSchedule.CLEAN, -2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
