package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.testkit.SamplingScheduleConformance;
import org.junit.jupiter.api.Test;

final class TestKeyframesSchedule implements SamplingScheduleConformance {
  @Override
  public SamplingSchedule samplingSchedule() {
    return keyframes(3, 1);
  }

  @Test
  void keyframesComeFirstAndThenAllBetween() {
    assertThat(keyframes(2, 0).matrix(5, 2))
        .hasToString(
            "[[2, 2, 2, 2, 2], [1, 2, 1, 2, 1], [0, 2, 0, 2, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 0]]");
  }

  @Test
  void lastTokenIsAKeyframeTooAndKeyframesAreStaggered() {
    assertThat(keyframes(2, 1).matrix(4, 2))
        .hasToString(
            "[[2, 2, 2, 2], [1, 2, 2, 2], [0, 2, 1, 2], [0, 2, 0, 1], [0, 2, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]");
  }

  @Test
  void nothingBetweenCostsNothing() {
    assertThat(keyframes(9, 0).matrix(2, 5).evaluations()).isEqualTo(5);
    assertThat(keyframes(9, 0).matrix(3, 5).evaluations()).isEqualTo(10);
    assertThat(keyframes(Integer.MAX_VALUE, 0).matrix(1, 5).evaluations()).isEqualTo(5);
  }

  @Test
  void scaleIsAFiniteNumberOfAtLeastZero() {
    assertThatThrownBy(() -> new KeyframesSettings(2, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("uncertaintyScale is -1.0, but it is a finite number of at least 0.");
  }

  private static SamplingSchedule keyframes(int stride, double scale) {
    return new KeyframesSchedule(new KeyframesSettings(stride, scale));
  }
}
