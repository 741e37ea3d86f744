package io.stagger.diffusion.weighting;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.diffusion.parameterization.CleanParameterization;
import io.stagger.testkit.LossWeightingConformance;
import org.junit.jupiter.api.Test;

final class TestMinSnrWeighting implements LossWeightingConformance {
  @Override
  public LossWeighting lossWeighting() {
    return new MinSnrWeighting(new MinSnrSettings(5));
  }

  @Test
  void nearlyCleanTokensWeighAlike() {
    NoiseLevels levels = new NoiseLevels(1, 2);
    levels.set(0, 0, 0);
    levels.set(0, 1, 100);
    double[] weights = new double[2];
    lossWeighting().weigh(levels, noiseSchedule(), new CleanParameterization(), weights);
    assertThat(weights).containsExactly(5, 5);
  }
}
