package io.stagger.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.testkit.NoiseScheduleConformance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestShiftedCosineNoiseSchedule implements NoiseScheduleConformance {
  @Override
  public NoiseSchedule noiseSchedule() {
    return shifted(1000, 0.25);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.25, 1, 4, 1000})
  void shiftsTheLogarithmOfTheRatioAlike(double shift) {
    NoiseSchedule plain = shifted(1000, 1);
    NoiseSchedule shifted = shifted(1000, shift);
    for (int level = 0; level < 1000; level++) {
      assertThat(Math.log(shifted.snr(level)))
          .isCloseTo(Math.log(plain.snr(level)) + 2 * Math.log(shift), within(1e-9));
    }
  }

  @Test
  void isTheCosineWithoutAShift() {
    NoiseSchedule plain = shifted(1000, 1);
    double start = 2 / Math.PI * Math.atan(Math.exp(-7.5));
    for (int level = 0; level < 1000; level++) {
      double t = start + (level + 1) / 1000.0 * (1 - 2 * start);
      assertThat(Math.log(plain.snr(level)))
          .isCloseTo(-2 * Math.log(Math.tan(Math.PI * t / 2)), within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 0.25", "2, 1", "10, 1000", "1000, 0.001", "1000000, 1"})
  void endsWhereThePaperDoesWhateverTheNumberOfLevels(int levels, double shift) {
    NoiseSchedule schedule = shifted(levels, shift);
    assertThat(Math.log(schedule.snr(levels - 1)))
        .isCloseTo(-15 + 2 * Math.log(shift), within(1e-9));
    assertThat(schedule.noise(0)).isPositive();
    assertThat(schedule.snr(0)).isFinite();
  }

  private static NoiseSchedule shifted(int levels, double shift) {
    return new ShiftedCosineNoiseSchedule(new ShiftedCosineSettings(levels, shift, false));
  }
}
