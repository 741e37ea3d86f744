package io.stagger.diffusion.solver;

import io.stagger.api.diffusion.NoiseSchedule;
import java.util.Objects;

/** Noise is added to a signal that stays as it is, so that the variance grows. */
final class TestingExplodingSchedule implements NoiseSchedule {
  private static final int LEVELS = 200;

  @Override
  public int levels() {
    return LEVELS;
  }

  @Override
  public double signal(int level) {
    if (level != CLEAN) {
      Objects.checkIndex(level, LEVELS);
    }
    return 1;
  }

  @Override
  public double noise(int level) {
    return level == CLEAN ? 0 : 0.01 * Math.pow(1.05, Objects.checkIndex(level, LEVELS));
  }
}
