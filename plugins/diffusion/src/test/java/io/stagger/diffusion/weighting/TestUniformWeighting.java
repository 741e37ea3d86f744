package io.stagger.diffusion.weighting;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.testkit.LossWeightingConformance;
import org.junit.jupiter.api.Test;

final class TestUniformWeighting implements LossWeightingConformance {
  @Override
  public LossWeighting lossWeighting() {
    return new UniformWeighting();
  }

  @Test
  void everyNoisedTokenWeighsOne() {
    NoiseLevels levels = new NoiseLevels(1, 3);
    levels.set(0, 1, 0);
    levels.set(0, 2, 999);
    double[] weights = new double[3];
    lossWeighting().weigh(levels, noiseSchedule(), parameterization(), weights);
    assertThat(weights).containsExactly(0, 1, 1);
  }
}
