package io.stagger.tensorflow;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.testkit.TestingNoiseSchedule;

/**
 * A schedule whose scales are multiples of another's.
 *
 * @param factor what signal and noise are multiplied by at every level
 */
record TestingLouderSchedule(double factor) implements NoiseSchedule {
  private static final NoiseSchedule PLAIN = new TestingNoiseSchedule(1000);

  @Override
  public int levels() {
    return PLAIN.levels();
  }

  @Override
  public double signal(int level) {
    return level == CLEAN ? 1 : factor * PLAIN.signal(level);
  }

  @Override
  public double noise(int level) {
    return factor * PLAIN.noise(level);
  }
}
