package io.stagger.diffusion.parameterization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.diffusion.TestingSchedules;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TestParameterizations {
  private static final List<Parameterization> ALL =
      List.of(
          new EpsilonParameterization(),
          new CleanParameterization(),
          new VelocityParameterization(),
          new FlowVelocityParameterization());

  @Property
  void cleanPredictionOfTheTargetIsTheCleanToken(
      @ForAll @DoubleRange(min = 0.01, max = 30) double signal,
      @ForAll @DoubleRange(min = 0.01, max = 30) double noise,
      @ForAll @DoubleRange(min = -5, max = 5) double clean,
      @ForAll @DoubleRange(min = -5, max = 5) double fresh) {
    double state = signal * clean + noise * fresh;
    for (Parameterization parameterization : ALL) {
      double target = parameterization.target(signal, noise).apply(clean, fresh);
      assertThat(parameterization.clean(signal, noise).apply(state, target))
          .as("%s", parameterization)
          .isCloseTo(clean, within(1e-9));
    }
  }

  @Property
  void cleanErrorFollowsFromTheRatioAlone(
      @ForAll @DoubleRange(min = 0.01, max = 30) double signal,
      @ForAll @DoubleRange(min = 0.01, max = 30) double noise) {
    for (Parameterization parameterization : ALL) {
      Linear clean = parameterization.clean(signal, noise);
      double squared = clean.second() * clean.second();
      double ratio = signal / noise;
      assertThat(parameterization.cleanErrorPerOutputError(ratio * ratio))
          .as("%s", parameterization)
          .isCloseTo(squared, within(1e-9 * squared));
    }
  }

  @Test
  void onlyTheNoiseOutputIsClipped() {
    assertThat(new EpsilonParameterization().outputClip(6)).isEqualTo(6);
    assertThat(new CleanParameterization().outputClip(6)).isInfinite().isPositive();
    assertThat(new VelocityParameterization().outputClip(6)).isInfinite().isPositive();
    assertThat(new FlowVelocityParameterization().outputClip(6)).isInfinite().isPositive();
  }

  @Test
  void flowVelocityIsTheNoiseLessTheCleanToken() {
    Parameterization velocity = new FlowVelocityParameterization();
    assertThat(velocity.target(0.3, 0.7)).isEqualTo(new Linear(-1, 1));
    assertThat(velocity.clean(0.25, 0.75)).isEqualTo(new Linear(1, -0.75));
    assertThat(velocity.clean(0.6, 0.8).first()).isCloseTo(1 / 1.4, within(1e-15));
    assertThat(velocity.cleanErrorPerOutputError(1)).isEqualTo(0.25);
  }

  static Stream<Arguments> onEverySchedule() {
    return TestingSchedules.all().entrySet().stream()
        .flatMap(
            schedule ->
                ALL.stream()
                    .map(
                        parameterization ->
                            Arguments.of(
                                parameterization.getClass().getSimpleName(),
                                schedule.getKey(),
                                parameterization,
                                schedule.getValue())));
  }

  /**
   * The bound: each of the two terms is rounded, and so are the coefficients and what they meet.
   */
  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("onEverySchedule")
  void targetsGiveTheCleanTokenBackAtEveryLevel(
      String name, String schedule, Parameterization parameterization, NoiseSchedule levels) {
    double token = -1.7;
    double fresh = 0.9;
    for (int level = NoiseSchedule.CLEAN; level < levels.levels(); level++) {
      double signal = levels.signal(level);
      double noise = levels.noise(level);
      Linear clean = parameterization.clean(signal, noise);
      if (signal == 0 && parameterization instanceof EpsilonParameterization) {
        continue;
      }
      double state = signal * token + noise * fresh;
      double target = parameterization.target(signal, noise).apply(token, fresh);
      double terms =
          Math.abs(clean.first()) * (signal * Math.abs(token) + noise * Math.abs(fresh))
              + Math.abs(clean.second()) * (Math.abs(token) + Math.abs(fresh))
              + Math.abs(token);
      assertThat(clean.apply(state, target))
          .as("level %d", level)
          .isCloseTo(token, within(8 * Math.ulp(1.0) * terms));
    }
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("onEverySchedule")
  void coefficientsAreFiniteWhereTheOutputTellsTheCleanToken(
      String name, String schedule, Parameterization parameterization, NoiseSchedule levels) {
    for (int level = 0; level < levels.levels(); level++) {
      Linear target = parameterization.target(levels.signal(level), levels.noise(level));
      Linear clean = parameterization.clean(levels.signal(level), levels.noise(level));
      assertThat(target.first()).as("level %d", level).isFinite();
      assertThat(target.second()).as("level %d", level).isFinite();
      double error = parameterization.cleanErrorPerOutputError(levels.snr(level));
      if (levels.signal(level) == 0 && parameterization instanceof EpsilonParameterization) {
        assertThat(clean.first()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(clean.second()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(error).isEqualTo(Double.POSITIVE_INFINITY);
      } else {
        assertThat(clean.first()).as("level %d", level).isFinite();
        double squared = clean.second() * clean.second();
        assertThat(error).as("level %d", level).isCloseTo(squared, within(1e-12 * squared));
      }
    }
  }
}
