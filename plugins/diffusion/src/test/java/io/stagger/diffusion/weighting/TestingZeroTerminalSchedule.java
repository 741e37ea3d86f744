package io.stagger.diffusion.weighting;

import io.stagger.api.diffusion.NoiseSchedule;

/**
 * Another schedule with all signal taken from its last level.
 *
 * @param schedule the other schedule
 */
record TestingZeroTerminalSchedule(NoiseSchedule schedule) implements NoiseSchedule {
  @Override
  public int levels() {
    return schedule.levels();
  }

  @Override
  public double signal(int level) {
    return level == levels() - 1 ? 0 : schedule.signal(level);
  }

  @Override
  public double noise(int level) {
    return level == levels() - 1 ? 1 : schedule.noise(level);
  }
}
