package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.testkit.SamplingScheduleConformance;
import org.junit.jupiter.api.Test;

final class TestFullSequenceSchedule implements SamplingScheduleConformance {
  @Override
  public SamplingSchedule samplingSchedule() {
    return new FullSequenceSchedule();
  }

  @Test
  void costsOneEvaluationPerStep() {
    assertThat(samplingSchedule().matrix(40, 10).evaluations()).isEqualTo(10);
    assertThat(samplingSchedule().matrix(2, 2)).hasToString("[[2, 2], [1, 1], [0, 0]]");
  }
}
