package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.testkit.SamplingScheduleConformance;
import org.junit.jupiter.api.Test;

final class TestAutoregressiveSchedule implements SamplingScheduleConformance {
  @Override
  public SamplingSchedule samplingSchedule() {
    return new AutoregressiveSchedule();
  }

  @Test
  void finishesEachTokenBeforeTheNext() {
    assertThat(samplingSchedule().matrix(3, 2))
        .hasToString(
            "[[2, 2, 2], [1, 2, 2], [0, 2, 2], [0, 1, 2], [0, 0, 2], [0, 0, 1], [0, 0, 0]]");
    assertThat(samplingSchedule().matrix(40, 10).evaluations()).isEqualTo(400);
  }
}
