package io.stagger.diffusion.weighting;

import io.stagger.api.diffusion.NoiseSchedule;

/**
 * A single level with hardly any signal, or none.
 *
 * @param faintSignal the level's signal
 */
record TestingFaintSchedule(double faintSignal) implements NoiseSchedule {
  @Override
  public int levels() {
    return 1;
  }

  @Override
  public double signal(int level) {
    return level == CLEAN ? 1 : faintSignal;
  }

  @Override
  public double noise(int level) {
    return level == CLEAN ? 0 : 1;
  }
}
