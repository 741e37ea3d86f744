package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.testkit.SamplingScheduleConformance;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

final class TestPyramidSchedule implements SamplingScheduleConformance {
  @Override
  public SamplingSchedule samplingSchedule() {
    return pyramid(1.5);
  }

  @Test
  void laterTokensLagBehind() {
    assertThat(pyramid(1).matrix(4, 3))
        .hasToString(
            "[[3, 3, 3, 3], [2, 3, 3, 3], [1, 2, 3, 3], [0, 1, 2, 3], [0, 0, 1, 2], [0, 0, 0, 1], [0, 0, 0, 0]]");
    assertThat(pyramid(0.5).matrix(4, 3))
        .hasToString("[[3, 3, 3, 3], [2, 2, 3, 3], [1, 1, 2, 2], [0, 0, 1, 1], [0, 0, 0, 0]]");
  }

  @Test
  void scaleZeroIsFullSequenceAndManyStepsAreAutoregressive() {
    assertThat(pyramid(0).matrix(7, 5)).isEqualTo(new FullSequenceSchedule().matrix(7, 5));
    for (double scale : new double[] {5, 6, 7.3, 1e9, Double.MAX_VALUE}) {
      assertThat(pyramid(scale).matrix(7, 5)).isEqualTo(new AutoregressiveSchedule().matrix(7, 5));
    }
  }

  @Test
  void scaleIsAFiniteNumberOfAtLeastZero() {
    for (double scale : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new PyramidSettings(scale))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("uncertaintyScale is %s, but it is a finite number of at least 0.", scale);
    }
  }

  @Property(tries = 3000)
  void everyShapeGivesAValidMatrix(
      @ForAll @IntRange(min = 1, max = 60) int horizon,
      @ForAll @IntRange(min = 1, max = 40) int steps,
      @ForAll @DoubleRange(min = 0, max = 60) @Scale(4) double scale) {
    SchedulingMatrix matrix = pyramid(scale).matrix(horizon, steps);
    assertThat(matrix.horizon()).isEqualTo(horizon);
    assertThat(matrix.steps()).isEqualTo(steps);
    assertThat(matrix.evaluations())
        .isBetween(steps, Math.min(steps * horizon, steps + (int) ((horizon - 1) * scale)));
    // Every token takes every step: none is skipped, none is taken twice.
    assertThat(matrix.tokenUpdates()).isEqualTo((long) horizon * steps);
    for (int row = 0; row < matrix.rows(); row++) {
      for (int token = 1; token < horizon; token++) {
        assertThat(matrix.level(row, token)).isGreaterThanOrEqualTo(matrix.level(row, token - 1));
      }
    }
  }

  private static SamplingSchedule pyramid(double scale) {
    return new PyramidSchedule(new PyramidSettings(scale));
  }
}
