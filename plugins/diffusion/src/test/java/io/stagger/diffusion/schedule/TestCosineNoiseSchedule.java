package io.stagger.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.testkit.NoiseScheduleConformance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestCosineNoiseSchedule implements NoiseScheduleConformance {
  @Override
  public NoiseSchedule noiseSchedule() {
    return new CosineNoiseSchedule(new CosineSettings(1000, 0.008));
  }

  @Test
  void followsTheSquaredCosine() {
    double start = Math.cos(0.008 / 1.008 * Math.PI / 2);
    for (int level = 0; level < 998; level++) {
      double u = (level + 1) / 1000.0;
      double cosine = Math.cos((u + 0.008) / 1.008 * Math.PI / 2) / start;
      assertThat(noiseSchedule().signal(level)).isCloseTo(cosine, within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 20, 1_000_000})
  void scalesToAnyNumberOfLevels(int levels) {
    NoiseSchedule schedule = new CosineNoiseSchedule(new CosineSettings(levels, 0.008));
    assertThat(schedule.levels()).isEqualTo(levels);
    assertThat(schedule.alphaBar(levels - 1)).isPositive().isLessThan(0.002);
  }

  @Test
  void firstLevelOfAFineScheduleKeepsItsDigits() {
    NoiseSchedule schedule = new CosineNoiseSchedule(new CosineSettings(1_000_000, 0.008));
    double from = 0.008 / 1.008 * Math.PI / 2;
    double to = (1e-6 + 0.008) / 1.008 * Math.PI / 2;
    // 1 - cos^2 b / cos^2 a = (tan^2 b - tan^2 a) / (1 + tan^2 b), and tan b - tan a is small.
    double tangents = Math.tan(to) + Math.tan(from);
    double rise = Math.sin(to - from) / (Math.cos(to) * Math.cos(from));
    double variance = tangents * rise / (1 + Math.tan(to) * Math.tan(to));
    assertThat(schedule.noise(0))
        .isCloseTo(Math.sqrt(variance), within(1e-9 * Math.sqrt(variance)));
  }
}
