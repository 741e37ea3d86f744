package io.stagger.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.testkit.NoiseScheduleConformance;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestRectifiedFlowNoiseSchedule {
  @Nested
  final class ToPureNoise implements NoiseScheduleConformance {
    @Override
    public NoiseSchedule noiseSchedule() {
      return flow(1000, 1, true);
    }

    @Override
    public boolean variancePreserving() {
      return false;
    }

    @Override
    public boolean zeroTerminalSnr() {
      return true;
    }
  }

  @Nested
  final class WithATraceOfSignal implements NoiseScheduleConformance {
    @Override
    public NoiseSchedule noiseSchedule() {
      return flow(1000, 3, false);
    }

    @Override
    public boolean variancePreserving() {
      return false;
    }
  }

  @Test
  void noiseGrowsEvenly() {
    NoiseSchedule toNoise = flow(10, 1, true);
    NoiseSchedule trace = flow(9, 1, false);
    for (int level = 0; level < 9; level++) {
      assertThat(toNoise.noise(level)).isCloseTo((level + 1) / 10.0, within(1e-15));
      assertThat(trace.noise(level)).isEqualTo(toNoise.noise(level));
      assertThat(trace.signal(level)).isEqualTo(toNoise.signal(level));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.3, 3, 1000})
  void shiftActsOnTime(double shift) {
    NoiseSchedule schedule = flow(1000, shift, true);
    for (int level = 0; level < 1000; level++) {
      double t = (level + 1) / 1000.0;
      assertThat(schedule.noise(level)).isCloseTo(shift * t / (1 + (shift - 1) * t), within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 0.3", "7, 1000", "1000, 3", "1000000, 0.001"})
  void goesStraightToExactlyPureNoise(int levels, double shift) {
    NoiseSchedule schedule = flow(levels, shift, true);
    for (int level = 0; level < levels; level++) {
      assertThat(schedule.signal(level) + schedule.noise(level)).isCloseTo(1, within(1e-15));
    }
    assertThat(schedule.signal(levels - 1)).isZero();
    assertThat(schedule.noise(levels - 1)).isEqualTo(1);
    assertThat(flow(levels, shift, false).signal(levels - 1)).isPositive();
  }

  private static NoiseSchedule flow(int levels, double shift, boolean zeroTerminalSnr) {
    return new RectifiedFlowNoiseSchedule(
        new RectifiedFlowSettings(levels, shift, zeroTerminalSnr));
  }
}
