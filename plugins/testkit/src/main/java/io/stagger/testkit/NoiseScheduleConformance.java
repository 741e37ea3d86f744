package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import org.junit.jupiter.api.Test;

/** What every {@link NoiseSchedule} promises. */
public interface NoiseScheduleConformance {
  /** A schedule to check; asked for at each test. */
  NoiseSchedule noiseSchedule();

  /** Whether {@code signal^2 + noise^2 = 1} at every level; checked both ways. */
  default boolean variancePreserving() {
    return true;
  }

  /** Whether the last level holds no signal at all; checked both ways. */
  default boolean zeroTerminalSnr() {
    return false;
  }

  /** A clean token is all signal. */
  @Test
  default void cleanTokenIsAllSignal() {
    NoiseSchedule schedule = noiseSchedule();
    assertThat(schedule.signal(NoiseSchedule.CLEAN)).isEqualTo(1);
    assertThat(schedule.noise(NoiseSchedule.CLEAN)).isZero();
    assertThat(schedule.snr(NoiseSchedule.CLEAN)).isInfinite().isPositive();
    assertThat(schedule.alphaBar(NoiseSchedule.CLEAN)).isEqualTo(1);
  }

  /** There is at least one level, and as many whenever asked. */
  @Test
  default void hasLevels() {
    NoiseSchedule schedule = noiseSchedule();
    assertThat(schedule.levels()).isPositive().isEqualTo(noiseSchedule().levels());
  }

  /** Scales are finite and not negative, and every level holds noise. */
  @Test
  default void scalesAreFiniteAndNotNegative() {
    NoiseSchedule schedule = noiseSchedule();
    for (int level = 0; level < schedule.levels(); level++) {
      assertThat(schedule.signal(level)).as("signal at level %d", level).isFinite();
      assertThat(schedule.signal(level)).as("signal at level %d", level).isNotNegative();
      assertThat(schedule.noise(level)).as("noise at level %d", level).isFinite().isPositive();
    }
  }

  /** Every level but the last holds signal, and the last one as declared. */
  @Test
  default void levelsHoldSignalAsDeclared() {
    NoiseSchedule schedule = noiseSchedule();
    int last = schedule.levels() - 1;
    for (int level = 0; level < last; level++) {
      assertThat(schedule.signal(level)).as("signal at level %d", level).isPositive();
    }
    if (zeroTerminalSnr()) {
      assertThat(schedule.signal(last)).as("signal at the last level, %d", last).isZero();
    } else {
      assertThat(schedule.signal(last)).as("signal at the last level, %d", last).isPositive();
    }
  }

  /** The signal-to-noise ratio falls strictly, from clean to the last level. */
  @Test
  default void signalToNoiseRatioFallsStrictly() {
    NoiseSchedule schedule = noiseSchedule();
    double before = Double.POSITIVE_INFINITY;
    for (int level = 0; level < schedule.levels(); level++) {
      assertThat(schedule.snr(level)).as("snr at level %d", level).isNotNegative();
      assertThat(schedule.snr(level)).as("snr at level %d", level).isLessThan(before);
      before = schedule.snr(level);
    }
  }

  /** The ratio and the share of signal agree with the scales. */
  @Test
  default void ratioAndShareAgreeWithTheScales() {
    NoiseSchedule schedule = noiseSchedule();
    for (int level = 0; level < schedule.levels(); level++) {
      double signal = schedule.signal(level) * schedule.signal(level);
      double noise = schedule.noise(level) * schedule.noise(level);
      double snr = signal / noise;
      assertThat(schedule.snr(level))
          .as("snr at level %d", level)
          .isCloseTo(snr, within(1e-9 * snr));
      double share = signal / (signal + noise);
      assertThat(schedule.alphaBar(level))
          .as("alphaBar at level %d", level)
          .isCloseTo(share, within(1e-9 * share));
    }
  }

  /** Variance is preserved at every level, or not, as declared. */
  @Test
  default void variancePreservationIsAsDeclared() {
    NoiseSchedule schedule = noiseSchedule();
    double worst = 0;
    for (int level = 0; level < schedule.levels(); level++) {
      double variance =
          schedule.signal(level) * schedule.signal(level)
              + schedule.noise(level) * schedule.noise(level);
      worst = Math.max(worst, Math.abs(variance - 1));
    }
    if (variancePreserving()) {
      assertThat(worst).as("distance of signal^2 + noise^2 from 1").isLessThan(1e-9);
    } else {
      assertThat(worst).as("distance of signal^2 + noise^2 from 1").isGreaterThan(1e-9);
    }
  }

  /** A level that does not exist is refused. */
  @Test
  default void levelsOutOfRangeAreRefused() {
    NoiseSchedule schedule = noiseSchedule();
    for (int level : new int[] {-2, schedule.levels(), Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> schedule.signal(level))
          .as("signal at level %d", level)
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> schedule.noise(level))
          .as("noise at level %d", level)
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
