package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.NoiseSchedule;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TestNoiseScheduleConformance {
  private static final NoiseSchedule SOUND = new TestingNoiseSchedule(10);

  @Test
  void passesASoundSchedule() {
    assertThat(failures(SOUND, true)).isEmpty();
    assertThat(failures(growing(), false)).isEmpty();
  }

  @Test
  void noticesScalesThatAreOff() {
    assertThat(
            failures(
                new TestingAlteredSchedule(10, SOUND::signal, level -> Math.max(0, 0.1 * level)),
                true))
        .contains("scalesAreFiniteAndNotNegative", "variancePreservationIsAsDeclared");
    assertThat(
            failures(
                new TestingAlteredSchedule(10, level -> -SOUND.signal(level), SOUND::noise), true))
        .contains("scalesAreFiniteAndNotNegative", "cleanTokenIsAllSignal");
  }

  @Test
  void noticesARatioThatDoesNotFall() {
    assertThat(
            failures(
                new TestingAlteredSchedule(
                    10,
                    level -> checked(level, level < 0 ? 1 : 0.8),
                    level -> checked(level, level < 0 ? 0 : 0.6)),
                true))
        .containsExactly("signalToNoiseRatioFallsStrictly");
  }

  @Test
  void noticesThatCleanIsNotClean() {
    assertThat(
            failures(
                new TestingAlteredSchedule(10, SOUND::signal, level -> SOUND.noise(level) + 1e-3),
                false))
        .containsExactly("cleanTokenIsAllSignal");
  }

  @Test
  void noticesAnUndeclaredVariance() {
    assertThat(failures(SOUND, false)).containsExactly("variancePreservationIsAsDeclared");
    assertThat(failures(growing(), true)).containsExactly("variancePreservationIsAsDeclared");
  }

  @Test
  void noticesARatioOfItsOwn() {
    NoiseSchedule schedule =
        new NoiseSchedule() {
          @Override
          public int levels() {
            return 10;
          }

          @Override
          public double signal(int level) {
            return SOUND.signal(level);
          }

          @Override
          public double noise(int level) {
            return SOUND.noise(level);
          }

          @Override
          public double snr(int level) {
            return 1.001 * SOUND.snr(level);
          }
        };
    assertThat(failures(schedule, true)).containsExactly("ratioAndShareAgreeWithTheScales");
  }

  @Test
  void noticesLevelsBeyondTheLast() {
    NoiseSchedule larger = new TestingNoiseSchedule(12);
    assertThat(failures(new TestingAlteredSchedule(10, larger::signal, larger::noise), true))
        .containsExactly("levelsOutOfRangeAreRefused");
    assertThat(failures(new TestingAlteredSchedule(0, SOUND::signal, SOUND::noise), true))
        .contains("hasLevels");
  }

  @Test
  void noticesALastLevelThatIsNotAsDeclared() {
    NoiseSchedule emptied = emptiedFrom(9);
    assertThat(
            KitFailures.of(
                NoiseScheduleConformance.class,
                new TestingNoiseScheduleConformance(emptied, true, true)))
        .isEmpty();
    assertThat(failures(emptied, true)).containsExactly("levelsHoldSignalAsDeclared");
    assertThat(
            KitFailures.of(
                NoiseScheduleConformance.class,
                new TestingNoiseScheduleConformance(SOUND, true, true)))
        .containsExactly("levelsHoldSignalAsDeclared");
  }

  @Test
  void noticesALevelWithoutSignalBeforeTheLast() {
    assertThat(
            KitFailures.of(
                NoiseScheduleConformance.class,
                new TestingNoiseScheduleConformance(emptiedFrom(8), true, true)))
        .containsExactlyInAnyOrder("levelsHoldSignalAsDeclared", "signalToNoiseRatioFallsStrictly");
  }

  /** A schedule that is sound but for the signal, which is gone from a level on. */
  private static NoiseSchedule emptiedFrom(int empty) {
    return new TestingAlteredSchedule(
        10,
        level -> checked(level, level < empty ? SOUND.signal(level) : 0),
        level -> checked(level, level < empty ? SOUND.noise(level) : 1));
  }

  private static NoiseSchedule growing() {
    return new TestingAlteredSchedule(
        10, level -> checked(level, 1), level -> checked(level, level + 1.0));
  }

  private static double checked(int level, double value) {
    if (level != NoiseSchedule.CLEAN) {
      Objects.checkIndex(level, 10);
    }
    return value;
  }

  private static Set<String> failures(NoiseSchedule schedule, boolean variancePreserving) {
    return KitFailures.of(
        NoiseScheduleConformance.class,
        new TestingNoiseScheduleConformance(schedule, variancePreserving, false));
  }
}
