package io.stagger.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.testkit.NoiseScheduleConformance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestSigmoidNoiseSchedule implements NoiseScheduleConformance {
  @Override
  public NoiseSchedule noiseSchedule() {
    return new SigmoidNoiseSchedule(new SigmoidSettings(1000, -3, 3, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 20, 1_000_000})
  void scalesToAnyNumberOfLevels(int levels) {
    NoiseSchedule schedule = new SigmoidNoiseSchedule(new SigmoidSettings(levels, -3, 3, 1));
    assertThat(schedule.levels()).isEqualTo(levels);
    assertThat(schedule.alphaBar(levels - 1)).isPositive().isLessThan(0.002);
  }

  @Test
  void refusesACurveThatDoesNotFall() {
    assertThatThrownBy(() -> new SigmoidSettings(1000, 3, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("start is 3.0, but it is less than end, 3.0.");
  }

  @Test
  void refusesAShapeBeyondDoublePrecision() {
    assertThatThrownBy(() -> new SigmoidNoiseSchedule(new SigmoidSettings(1000, 10, 20, 0.1)))
        .isInstanceOf(StaggerException.class)
        .hasMessageMatching(
            "The sigmoid noise schedule loses no signal at level \\d+ of 1000, so its shape is too extreme for double precision; use settings closer to the defaults\\.");
  }
}
