package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.testkit.SamplingScheduleConformance;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestRollingSchedule implements SamplingScheduleConformance {
  @Override
  public SamplingSchedule samplingSchedule() {
    return rolling(4);
  }

  @Override
  public List<Integer> steps() {
    return List.of(4, 5, 10, 50);
  }

  @Test
  void oneTokenComesOutCleanAtEveryEvaluation() {
    assertThat(rolling(2).matrix(4, 5))
        .hasToString(
            "[[5, 5, 5, 5], [3, 5, 5, 5], [0, 3, 5, 5], [0, 0, 3, 5], [0, 0, 0, 3], [0, 0, 0, 0]]");
    assertThat(rolling(4).matrix(1000, 50).evaluations()).isEqualTo(1003);
  }

  @Test
  void windowIsAsManyAsThereAreStepsIfNotGiven() {
    SamplingSchedule rolling = new RollingSchedule(new RollingSettings(Optional.empty()));
    assertThat(rolling.matrix(6, 4))
        .isEqualTo(new PyramidSchedule(new PyramidSettings(1)).matrix(6, 4));
  }

  @Test
  void moreTokensThanStepsAreRefused() {
    assertThatThrownBy(() -> rolling(8).matrix(20, 7))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'window' of the sampling schedule 'rolling' is 8, but sampling in 7 steps allows 1 to 7: lower 'window' or sample in at least 8 steps.");
  }

  private static SamplingSchedule rolling(int window) {
    return new RollingSchedule(new RollingSettings(Optional.of(window)));
  }
}
