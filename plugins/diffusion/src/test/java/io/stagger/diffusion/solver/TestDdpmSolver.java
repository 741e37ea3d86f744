package io.stagger.diffusion.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.TestingSchedules;
import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

final class TestDdpmSolver {
  private final Solver posterior =
      new DdpmSolver(new DdpmSettings(DdpmSettings.Variance.POSTERIOR));
  private final Solver upper = new DdpmSolver(new DdpmSettings(DdpmSettings.Variance.UPPER));

  /**
   * The token at the next level given the token now and the clean one, by conditioning the joint
   * normal distribution of the two: {@code x = a x' + sqrt(b) z}.
   */
  @Test
  void stepsAreTheConditionalDistribution() {
    NoiseSchedule schedule = new TestingExplodingSchedule();
    for (int level = 199; level > 0; level -= 7) {
      for (int next = level - 1; next >= 0; next -= 11) {
        double a = schedule.signal(level) / schedule.signal(next);
        double prior = schedule.noise(next) * schedule.noise(next);
        double total = schedule.noise(level) * schedule.noise(level);
        double regression = a * prior / total;
        Solver.Update update = posterior.update(schedule, Solver.NO_LEVEL, level, next);
        assertThat(update.state()).isCloseTo(regression, within(1e-12));
        assertThat(update.clean())
            .isCloseTo(schedule.signal(next) - regression * schedule.signal(level), within(1e-12));
        assertThat(update.noise() * update.noise())
            .isCloseTo(prior - regression * a * prior, within(1e-12 * prior));
      }
    }
  }

  @Test
  void upperVarianceIsWhatNoisingAdded() {
    NoiseSchedule schedule = Golden.schedule("linear", 1000);
    for (int level = 1; level < 1000; level++) {
      double beta = 1 - schedule.alphaBar(level) / schedule.alphaBar(level - 1);
      Solver.Update larger = upper.update(schedule, Solver.NO_LEVEL, level, level - 1);
      Solver.Update smaller = posterior.update(schedule, Solver.NO_LEVEL, level, level - 1);
      assertThat(larger.noise()).isCloseTo(Math.sqrt(beta), within(1e-12));
      assertThat(larger.noise()).isGreaterThan(smaller.noise());
      assertThat(larger.state()).isEqualTo(smaller.state());
      assertThat(larger.clean()).isEqualTo(smaller.clean());
    }
  }

  @Test
  void fromALevelWithoutSignalOnlyThePredictionCounts() {
    NoiseSchedule schedule = TestingSchedules.all().get("cosine to zero");
    assertThat(posterior.update(schedule, Solver.NO_LEVEL, 999, 500))
        .isEqualTo(new Solver.Update(0, schedule.signal(500), schedule.noise(500), 0));
    assertThat(upper.update(schedule, Solver.NO_LEVEL, 999, 500))
        .isEqualTo(new Solver.Update(0, schedule.signal(500), 1, 0));
  }

  @Test
  void stepToCleanIsTheCleanPrediction() {
    NoiseSchedule schedule = Golden.schedule("cosine", 1000);
    Solver.Update exact = new Solver.Update(0, 1, 0, 0);
    for (int level : new int[] {0, 500, 999}) {
      assertThat(posterior.update(schedule, Solver.NO_LEVEL, level, NoiseSchedule.CLEAN))
          .isEqualTo(exact);
      assertThat(upper.update(schedule, Solver.NO_LEVEL, level, NoiseSchedule.CLEAN))
          .isEqualTo(exact);
    }
  }

  /** Levels that differ in the last digits: the variance is that of the doubles, to its digits. */
  @Test
  void nothingCancelsBetweenLevelsThatHardlyDiffer() {
    NoiseSchedule schedule = new NearlyEqualLevels();
    Solver.Update update = posterior.update(schedule, Solver.NO_LEVEL, 1, 0);
    // 1 - snr(1) / snr(0), in 40 digits from the doubles.
    BigDecimal ratio =
        new BigDecimal(schedule.noise(0))
            .divide(new BigDecimal(schedule.noise(1)), new MathContext(40));
    double added = BigDecimal.ONE.subtract(ratio.pow(2)).doubleValue();
    assertThat(update.noise() * update.noise()).isCloseTo(9 * added, within(1e-14 * 9 * added));
    assertThat(update.clean()).isCloseTo(added, within(1e-14 * added));
  }

  @Test
  void stepsThatTakeNoNoiseAwayAreRefused() {
    NoiseSchedule schedule = Golden.schedule("cosine", 10);
    assertThatThrownBy(() -> posterior.update(schedule, Solver.NO_LEVEL, 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A step goes from a level of at least 0 to a lower one, not from 3 to 4.");
  }

  private static final class NearlyEqualLevels implements NoiseSchedule {
    @Override
    public int levels() {
      return 2;
    }

    @Override
    public double signal(int level) {
      return 1;
    }

    @Override
    public double noise(int level) {
      return level == CLEAN ? 0 : level == 0 ? 3 : 3 + 1e-10;
    }
  }
}
