package io.stagger.diffusion.weighting;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.diffusion.Golden;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

final class TestWeightProperties {
  private static final List<NoiseSchedule> SCHEDULES =
      List.of(
          Golden.schedule("linear", 1000),
          Golden.schedule("cosine", 1000),
          Golden.schedule("sigmoid", 1000));

  private static final List<Parameterization> PARAMETERIZATIONS =
      List.of(
          Golden.parameterization("pred_noise"),
          Golden.parameterization("pred_x0"),
          Golden.parameterization("pred_v"));

  @Property
  void weightsAreFiniteAndNotNegativeAtAnyLevels(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -1, max = 999) Integer> drawn,
      @ForAll @DoubleRange(min = 0.001, max = 1000) @Scale(3) double snrClip,
      @ForAll @DoubleRange(min = 0, max = 1) @Scale(3) double decay) {
    NoiseLevels levels = new NoiseLevels(1, drawn.size());
    for (int token = 0; token < drawn.size(); token++) {
      levels.set(0, token, drawn.get(token));
    }
    List<LossWeighting> weightings =
        List.of(
            new MinSnrWeighting(new MinSnrSettings(snrClip)),
            new FusedMinSnrWeighting(new FusedMinSnrSettings(snrClip, decay)),
            new UniformWeighting());
    for (LossWeighting weighting : weightings) {
      for (NoiseSchedule schedule : SCHEDULES) {
        for (Parameterization parameterization : PARAMETERIZATIONS) {
          double[] weights = new double[drawn.size()];
          weighting.weigh(levels, schedule, parameterization, weights);
          for (int token = 0; token < weights.length; token++) {
            assertThat(Double.isFinite(weights[token]) && weights[token] >= 0)
                .as("whether weight %s of level %d is sound", weights[token], drawn.get(token))
                .isTrue();
            assertThat(weights[token] == 0)
                .as("whether level %d weighs nothing", drawn.get(token))
                .isEqualTo(drawn.get(token) == NoiseSchedule.CLEAN);
          }
        }
      }
    }
  }
}
