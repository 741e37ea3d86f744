package io.stagger.diffusion.weighting;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;

/**
 * No weighting: the squared error of the output counts 1 at every level, and 0 for a clean token.
 * With the noise parameterization this is the simple loss of Ho et al., 2020, equation 14.
 */
public final class UniformWeighting implements LossWeighting {
  @Override
  public void weigh(
      NoiseLevels levels,
      NoiseSchedule schedule,
      Parameterization parameterization,
      double[] weights) {
    int[] drawn = levels.array();
    for (int i = 0; i < drawn.length; i++) {
      weights[i] = drawn[i] == NoiseSchedule.CLEAN ? 0 : 1;
    }
  }
}
