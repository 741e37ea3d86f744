package io.stagger.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.testkit.NoiseScheduleConformance;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TestZeroTerminalSnr {
  private static final MathContext DIGITS = new MathContext(60);

  /** The kit, for a schedule that is stretched. */
  private interface Stretched extends NoiseScheduleConformance {
    @Override
    default boolean zeroTerminalSnr() {
      return true;
    }
  }

  @Nested
  final class OfLinear implements Stretched {
    @Override
    public NoiseSchedule noiseSchedule() {
      return linear(1000, true);
    }
  }

  @Nested
  final class OfCosine implements Stretched {
    @Override
    public NoiseSchedule noiseSchedule() {
      return cosine(1000, true);
    }
  }

  @Nested
  final class OfSigmoid implements Stretched {
    @Override
    public NoiseSchedule noiseSchedule() {
      return sigmoid(1000, true);
    }
  }

  @Nested
  final class OfShiftedCosine implements Stretched {
    @Override
    public NoiseSchedule noiseSchedule() {
      return shiftedCosine(1000, true);
    }
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        pair("linear", 1000, TestZeroTerminalSnr::linear),
        pair("linear", 100_000, TestZeroTerminalSnr::linear),
        pair("cosine", 1000, TestZeroTerminalSnr::cosine),
        pair("cosine", 100_000, TestZeroTerminalSnr::cosine),
        pair("cosine", 2, TestZeroTerminalSnr::cosine),
        pair("sigmoid", 1000, TestZeroTerminalSnr::sigmoid),
        pair("shifted cosine", 1000, TestZeroTerminalSnr::shiftedCosine),
        Arguments.of("hardly any noise", faint(false), faint(true)));
  }

  private static Arguments pair(String name, int levels, Maker maker) {
    return Arguments.of(name + " " + levels, maker.make(levels, false), maker.make(levels, true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void keepsTheFirstLevelAndEmptiesTheLast(
      String name, NoiseSchedule plain, NoiseSchedule stretched) {
    int last = plain.levels() - 1;
    assertThat(stretched.levels()).isEqualTo(plain.levels());
    assertThat(stretched.signal(0)).isEqualTo(plain.signal(0));
    assertThat(stretched.noise(0)).isEqualTo(plain.noise(0));
    assertThat(plain.signal(last)).isPositive();
    assertThat(stretched.signal(last)).isZero();
    assertThat(stretched.noise(last)).isEqualTo(1);
    assertThat(stretched.alphaBar(last)).isZero();
    assertThat(stretched.snr(last)).isZero();
  }

  /** The paper's formula in 60 digits, from the noise of the plain schedule. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void followsTheFormulaWithoutCancellation(
      String name, NoiseSchedule plain, NoiseSchedule stretched) {
    int last = plain.levels() - 1;
    int stride = Math.max(1, last / 200);
    Function<Integer, BigDecimal> signal =
        level -> {
          // From the smaller scale, which determines the other one to more digits.
          BigDecimal variance = new BigDecimal(plain.noise(level)).pow(2);
          return plain.noise(level) < plain.signal(level)
              ? BigDecimal.ONE.subtract(variance).sqrt(DIGITS)
              : new BigDecimal(plain.signal(level));
        };
    BigDecimal first = signal.apply(0);
    BigDecimal end = signal.apply(last);
    for (int level = 0; level < last; level += level < 50 ? 1 : stride) {
      BigDecimal expected =
          signal.apply(level).subtract(end).multiply(first).divide(first.subtract(end), DIGITS);
      double noise = BigDecimal.ONE.subtract(expected.pow(2)).sqrt(DIGITS).doubleValue();
      assertThat(stretched.signal(level))
          .as("signal at level %d", level)
          .isCloseTo(expected.doubleValue(), within(1e-11 * expected.doubleValue()));
      assertThat(stretched.noise(level))
          .as("noise at level %d", level)
          .isCloseTo(noise, within(1e-12 * noise));
    }
  }

  @Test
  void needsTwoLevels() {
    String sentence =
        "zeroTerminalSnr is true with levels 1, but it keeps the first level and takes all signal from the last, so it needs at least 2.";
    assertThatThrownBy(() -> new CosineSettings(1, 0.008, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
    assertThatThrownBy(() -> new SigmoidSettings(1, -3, 3, 1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
    assertThatThrownBy(() -> new ShiftedCosineSettings(1, 1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void doesNotMendALinearScheduleOfTooFewLevels() {
    assertThatThrownBy(() -> new LinearSettings(20, 1e-4, 0.02, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs more than 20");
  }

  private static NoiseSchedule linear(int levels, boolean zeroTerminalSnr) {
    return new LinearNoiseSchedule(new LinearSettings(levels, 1e-4, 0.02, zeroTerminalSnr));
  }

  /** A schedule that leaves nearly everything, so that the stretching is by a factor of 20,000. */
  private static NoiseSchedule faint(boolean zeroTerminalSnr) {
    return new LinearNoiseSchedule(new LinearSettings(1000, 1e-7, 1e-7, zeroTerminalSnr));
  }

  private static NoiseSchedule cosine(int levels, boolean zeroTerminalSnr) {
    return new CosineNoiseSchedule(new CosineSettings(levels, 0.008, zeroTerminalSnr));
  }

  private static NoiseSchedule sigmoid(int levels, boolean zeroTerminalSnr) {
    return new SigmoidNoiseSchedule(new SigmoidSettings(levels, -3, 3, 1, zeroTerminalSnr));
  }

  private static NoiseSchedule shiftedCosine(int levels, boolean zeroTerminalSnr) {
    return new ShiftedCosineNoiseSchedule(new ShiftedCosineSettings(levels, 0.25, zeroTerminalSnr));
  }

  @FunctionalInterface
  private interface Maker {
    NoiseSchedule make(int levels, boolean zeroTerminalSnr);
  }
}
