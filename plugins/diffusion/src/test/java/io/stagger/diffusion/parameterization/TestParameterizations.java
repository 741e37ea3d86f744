package io.stagger.diffusion.parameterization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class TestParameterizations {
  private static final List<Parameterization> ALL =
      List.of(
          new EpsilonParameterization(),
          new CleanParameterization(),
          new VelocityParameterization());

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
  }
}
