package io.stagger.transformer;

import io.stagger.api.diffusion.NoiseSchedule;

/**
 * A schedule whose levels hold no noise, so that a network can be trained on tokens that are noisy
 * already.
 *
 * @param levels K
 */
record TestingSilentSchedule(int levels) implements NoiseSchedule {
  @Override
  public double signal(int level) {
    return 1;
  }

  @Override
  public double noise(int level) {
    return 0;
  }
}
