package io.stagger.diffusion.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.diffusion.parameterization.CleanParameterization;
import io.stagger.diffusion.weighting.FusedMinSnrSettings.Direction;
import io.stagger.testkit.LossWeightingConformance;
import org.junit.jupiter.api.Test;

final class TestTwoSidedFusedMinSnrWeighting implements LossWeightingConformance {
  @Override
  public LossWeighting lossWeighting() {
    return new FusedMinSnrWeighting(new FusedMinSnrSettings(5, 0.5, Direction.BOTH));
  }

  @Test
  void cleanNeighborsOnEitherSideMakeANoisyTokenWorthLearning() {
    double left = weightOfMiddle(-1, 999, 999);
    double right = weightOfMiddle(999, 999, -1);
    double both = weightOfMiddle(-1, 999, -1);
    // One clean neighbor tells d = 0.5, two 1 - 0.5 * 0.5 = 0.75, each times the clip.
    assertThat(left).isCloseTo(2.5, within(1e-4));
    assertThat(right).isEqualTo(left);
    assertThat(both).isCloseTo(3.75, within(1e-4));
    assertThat(weightOfMiddle(999, 999, 999)).isLessThan(1e-4);
  }

  private double weightOfMiddle(int... drawn) {
    NoiseLevels levels = new NoiseLevels(1, 3);
    for (int token = 0; token < 3; token++) {
      levels.set(0, token, drawn[token]);
    }
    double[] weights = new double[3];
    lossWeighting().weigh(levels, noiseSchedule(), new CleanParameterization(), weights);
    return weights[1];
  }
}
