package io.stagger.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseSchedule;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

final class TestScheduleProperties {
  @Property
  void linearIsSoundOrRefused(
      @ForAll @IntRange(min = 2, max = 3000) int levels,
      @ForAll @DoubleRange(min = 1e-6, max = 1e-2) @Scale(6) double firstBeta,
      @ForAll @DoubleRange(min = 1e-6, max = 1e-1) @Scale(6) double lastBeta,
      @ForAll boolean zeroTerminalSnr) {
    assertSoundOrRefused(
        () ->
            new LinearNoiseSchedule(
                new LinearSettings(levels, firstBeta, lastBeta, zeroTerminalSnr)));
  }

  @Property
  void cosineIsSound(
      @ForAll @IntRange(min = 1, max = 3000) int levels,
      @ForAll @DoubleRange(min = 0, max = 1) @Scale(6) double offset,
      @ForAll boolean zeroTerminalSnr) {
    boolean zero = zeroTerminalSnr && levels > 1;
    assertSound(new CosineNoiseSchedule(new CosineSettings(levels, offset, zero)));
  }

  @Property
  void sigmoidIsSoundOrRefused(
      @ForAll @IntRange(min = 1, max = 3000) int levels,
      @ForAll @DoubleRange(min = -20, max = 20) double start,
      @ForAll @DoubleRange(min = -20, max = 20) double end,
      @ForAll @DoubleRange(min = 0.1, max = 100) double temperature,
      @ForAll boolean zeroTerminalSnr) {
    assertSoundOrRefused(
        () ->
            new SigmoidNoiseSchedule(
                new SigmoidSettings(levels, start, end, temperature, zeroTerminalSnr)));
  }

  @Property
  void shiftedCosineIsSound(
      @ForAll @IntRange(min = 1, max = 3000) int levels,
      @ForAll @DoubleRange(min = 1e-3, max = 1e3) @Scale(6) double shift,
      @ForAll boolean zeroTerminalSnr) {
    boolean zero = zeroTerminalSnr && levels > 1;
    assertSound(new ShiftedCosineNoiseSchedule(new ShiftedCosineSettings(levels, shift, zero)));
  }

  @Property
  void rectifiedFlowIsSound(
      @ForAll @IntRange(min = 1, max = 3000) int levels,
      @ForAll @DoubleRange(min = 1e-3, max = 1e3) @Scale(6) double shift,
      @ForAll boolean zeroTerminalSnr) {
    NoiseSchedule schedule =
        new RectifiedFlowNoiseSchedule(new RectifiedFlowSettings(levels, shift, zeroTerminalSnr));
    assertRatioFalls(schedule);
    double worst = 0;
    for (int level = 0; level < levels; level++) {
      worst = Math.max(worst, Math.abs(schedule.signal(level) + schedule.noise(level) - 1));
    }
    assertThat(worst).as("distance of signal + noise from 1").isLessThan(1e-12);
  }

  private static void assertSoundOrRefused(Supplier<NoiseSchedule> maker) {
    NoiseSchedule schedule;
    try {
      schedule = maker.get();
    } catch (IllegalArgumentException | StaggerException e) {
      assertThat(e.getMessage()).endsWith(".");
      return;
    }
    assertSound(schedule);
  }

  private static void assertSound(NoiseSchedule schedule) {
    assertRatioFalls(schedule);
    double worst = 0;
    for (int level = 0; level < schedule.levels(); level++) {
      double radius = Math.hypot(schedule.signal(level), schedule.noise(level));
      worst = Math.max(worst, Math.abs(radius - 1));
    }
    assertThat(worst).as("distance of signal^2 + noise^2 from 1").isLessThan(1e-12);
  }

  private static void assertRatioFalls(NoiseSchedule schedule) {
    double before = Double.POSITIVE_INFINITY;
    for (int level = 0; level < schedule.levels(); level++) {
      double snr = schedule.snr(level);
      if (!(snr >= 0 && snr < before)) {
        fail("The ratio goes from %s to %s at level %d.", before, snr, level);
      }
      before = snr;
    }
  }
}
