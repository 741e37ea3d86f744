package io.stagger.diffusion.solver;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.schedule.RectifiedFlowNoiseSchedule;
import io.stagger.diffusion.schedule.RectifiedFlowSettings;
import io.stagger.testkit.TestingNoiseSchedule;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Solvers on data whose best denoiser is known: for scalar data of N(0, v) it is {@code x0 = signal
 * v / (signal^2 v + noise^2) x}. Everything is linear in the first token then, so that the standard
 * deviation of what comes out is computed rather than sampled; the exact solution of the
 * probability flow has that of the data at the level it ends at.
 */
final class TestConvergence {
  private static final double VARIANCE = 0.3;
  private static final int LEVELS = 1 << 14;

  @Test
  void ddimConvergesWithFirstOrder() {
    assertOrder(new DdimSolver(new DdimSettings(0)), new TestingNoiseSchedule(LEVELS), 2);
  }

  @Test
  void dpmSolverPlusPlusConvergesWithSecondOrder() {
    assertOrder(new DpmSolverPlusPlus(), new TestingNoiseSchedule(LEVELS), 4);
    assertOrder(new DpmSolverPlusPlus(), flow(), 4);
  }

  @Test
  void eulerConvergesWithFirstOrder() {
    assertOrder(new EulerSolver(), flow(), 2);
  }

  private static NoiseSchedule flow() {
    return new RectifiedFlowNoiseSchedule(new RectifiedFlowSettings(LEVELS, 1, true));
  }

  @Test
  void ancestralSamplingConvergesToTheDataItself() {
    for (DdpmSettings.Variance variance : DdpmSettings.Variance.values()) {
      Solver ddpm = new DdpmSolver(new DdpmSettings(variance));
      NoiseSchedule schedule = new TestingNoiseSchedule(LEVELS);
      double coarse = Math.abs(ancestralVariance(ddpm, schedule, 256) - VARIANCE);
      double fine = Math.abs(ancestralVariance(ddpm, schedule, 4096) - VARIANCE);
      assertThat(fine).as("%s", variance).isLessThan(0.002).isLessThan(coarse / 10);
    }
  }

  /** Doubling the steps divides the error by {@code factor}, within a tenth. */
  private static void assertOrder(Solver solver, NoiseSchedule schedule, double factor) {
    Function<Integer, Double> error = steps -> error(solver, schedule, steps);
    for (int steps = 64; steps <= 256; steps *= 2) {
      assertThat(error.apply(steps) / error.apply(2 * steps))
          .as("error of %d steps over that of %d", steps, 2 * steps)
          .isBetween(0.9 * factor, 1.1 * factor);
    }
  }

  /** How far the standard deviation is off, relatively, at a level with little noise. */
  private static double error(Solver solver, NoiseSchedule schedule, int steps) {
    // Ends of the range at which lambda is smooth: the steps to and from its poles have an order
    // of their own.
    int from = LEVELS * 15 / 16 - 1;
    int to = LEVELS / 16 - 1;
    double x = deviation(schedule, from);
    double cleanBefore = 0;
    int before = Solver.NO_LEVEL;
    int level = from;
    for (int step = 1; step <= steps; step++) {
      int next = from - (from - to) / steps * step;
      Solver.Update update = solver.update(schedule, before, level, next);
      double clean = denoise(schedule, level) * x;
      x = update.state() * x + update.clean() * clean + update.history() * cleanBefore;
      cleanBefore = clean;
      before = level;
      level = next;
    }
    assertThat(level).isEqualTo(to);
    return Math.abs(x / deviation(schedule, to) - 1);
  }

  /** The variance of what comes out clean when fresh noise is added in each step. */
  private static double ancestralVariance(Solver solver, NoiseSchedule schedule, int steps) {
    double variance = 1;
    for (int step = steps; step > 0; step--) {
      int level = LEVELS / steps * step - 1;
      int next = LEVELS / steps * (step - 1) - 1;
      Solver.Update update = solver.update(schedule, Solver.NO_LEVEL, level, next);
      double gain = update.state() + update.clean() * denoise(schedule, level);
      variance = gain * gain * variance + update.noise() * update.noise();
    }
    return variance;
  }

  private static double denoise(NoiseSchedule schedule, int level) {
    double deviation = deviation(schedule, level);
    return schedule.signal(level) * VARIANCE / (deviation * deviation);
  }

  private static double deviation(NoiseSchedule schedule, int level) {
    return Math.hypot(schedule.signal(level) * Math.sqrt(VARIANCE), schedule.noise(level));
  }
}
