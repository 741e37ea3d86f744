package io.stagger.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.testkit.NoiseScheduleConformance;
import org.junit.jupiter.api.Test;

final class TestLinearNoiseSchedule implements NoiseScheduleConformance {
  @Override
  public NoiseSchedule noiseSchedule() {
    return new LinearNoiseSchedule(new LinearSettings(1000, 1e-4, 0.02));
  }

  @Test
  void needsMoreThanTwentyLevels() {
    assertThatThrownBy(() -> new LinearSettings(20, 1e-4, 0.02))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "levels is 20, but a linear noise schedule with lastBeta 0.02 needs more than 20; use cosine or sigmoid for fewer.");
    NoiseSchedule fewest = new LinearNoiseSchedule(new LinearSettings(21, 1e-4, 0.02));
    assertThat(fewest.alphaBar(20)).isPositive();
  }

  @Test
  void refusesBetasThatFall() {
    assertThatThrownBy(() -> new LinearSettings(1000, 0.03, 0.02))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("firstBeta is 0.03, but it is at most lastBeta, 0.02.");
  }

  @Test
  void startsAndEndsWhereThePaperDoes() {
    assertThat(noiseSchedule().alphaBar(0)).isCloseTo(0.9999, within(1e-12));
    assertThat(noiseSchedule().alphaBar(999)).isCloseTo(4.04e-5, within(1e-7));
  }
}
