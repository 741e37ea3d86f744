package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.testkit.SamplingScheduleConformance;
import org.junit.jupiter.api.Test;

final class TestTrapezoidSchedule implements SamplingScheduleConformance {
  @Override
  public SamplingSchedule samplingSchedule() {
    return trapezoid(1);
  }

  @Test
  void endsComeFirstAndTheMiddleLast() {
    assertThat(trapezoid(1).matrix(4, 3))
        .hasToString("[[3, 3, 3, 3], [2, 3, 3, 2], [1, 2, 2, 1], [0, 1, 1, 0], [0, 0, 0, 0]]");
    assertThat(trapezoid(1).matrix(5, 2))
        .hasToString(
            "[[2, 2, 2, 2, 2], [1, 2, 2, 2, 1], [0, 1, 2, 1, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]");
    assertThat(trapezoid(0.5).matrix(5, 2))
        .hasToString("[[2, 2, 2, 2, 2], [1, 1, 2, 1, 1], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]");
  }

  @Test
  void scaleZeroIsFullSequence() {
    assertThat(trapezoid(0).matrix(7, 5)).isEqualTo(new FullSequenceSchedule().matrix(7, 5));
  }

  @Test
  void scaleIsAFiniteNumberOfAtLeastZero() {
    assertThatThrownBy(() -> new TrapezoidSettings(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("uncertaintyScale is NaN, but it is a finite number of at least 0.");
  }

  private static SamplingSchedule trapezoid(double scale) {
    return new TrapezoidSchedule(new TrapezoidSettings(scale));
  }
}
