package io.stagger.diffusion.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.parameterization.CleanParameterization;
import io.stagger.diffusion.parameterization.EpsilonParameterization;
import io.stagger.diffusion.weighting.FusedMinSnrSettings.Direction;
import io.stagger.testkit.LossWeightingConformance;
import org.junit.jupiter.api.Test;

final class TestFusedMinSnrWeighting implements LossWeightingConformance {
  @Override
  public LossWeighting lossWeighting() {
    return new FusedMinSnrWeighting(new FusedMinSnrSettings(5, 0.96, Direction.CAUSAL));
  }

  @Test
  void cleanHistoryMakesANoisyTokenWorthLearning() {
    NoiseLevels levels = new NoiseLevels(2, 2);
    levels.set(0, 1, 999);
    levels.set(1, 0, 999);
    levels.set(1, 1, 999);
    double[] weights = new double[4];
    lossWeighting().weigh(levels, noiseSchedule(), new CleanParameterization(), weights);
    // A clean token tells as much as one at the clip: F = nc + 0.96 (1 - nc).
    assertThat(weights[1]).isCloseTo(5 * 0.96, within(1e-4));
    assertThat(weights[3]).isLessThan(1e-4);
  }

  @Test
  void noisiestFirstTokenWeighsAsItsOwnRatioSays() {
    NoiseLevels levels = new NoiseLevels(1, 1);
    levels.set(0, 0, 999);
    double[] weights = new double[1];
    NoiseSchedule cosine = Golden.schedule("cosine", 1000);
    lossWeighting().weigh(levels, cosine, new EpsilonParameterization(), weights);
    assertThat(weights[0]).isCloseTo(1, within(1e-12));
    lossWeighting().weigh(levels, cosine, new CleanParameterization(), weights);
    assertThat(weights[0]).isCloseTo(cosine.snr(999), within(1e-12 * cosine.snr(999)));
  }

  @Test
  void laterTokensChangeNoWeight() {
    NoiseLevels levels = new NoiseLevels(1, 4);
    for (int token = 0; token < 4; token++) {
      levels.set(0, token, 200 + 150 * token);
    }
    double[] before = new double[4];
    lossWeighting().weigh(levels, noiseSchedule(), parameterization(), before);
    levels.set(0, 2, 5);
    double[] after = new double[4];
    lossWeighting().weigh(levels, noiseSchedule(), parameterization(), after);
    assertThat(after[0]).isEqualTo(before[0]);
    assertThat(after[1]).isEqualTo(before[1]);
    assertThat(after[3]).isNotEqualTo(before[3]);
  }
}
