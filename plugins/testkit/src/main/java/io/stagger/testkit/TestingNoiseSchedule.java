package io.stagger.testkit;

import io.stagger.api.diffusion.NoiseSchedule;
import java.util.Objects;

/**
 * A plain variance-preserving noise schedule for tests: signal and noise are cosine and sine of an
 * angle that grows evenly from level to level, {@code (k + 1) / (K + 1) pi / 2}.
 */
public final class TestingNoiseSchedule implements NoiseSchedule {
  private final int levels;

  /**
   * Creates the schedule.
   *
   * @param levels K, at least 1
   */
  public TestingNoiseSchedule(int levels) {
    if (levels < 1) {
      throw new IllegalArgumentException("A schedule has at least 1 level, not " + levels + ".");
    }
    this.levels = levels;
  }

  @Override
  public int levels() {
    return levels;
  }

  @Override
  public double signal(int level) {
    return level == CLEAN ? 1 : Math.cos(angle(level));
  }

  @Override
  public double noise(int level) {
    return level == CLEAN ? 0 : Math.sin(angle(level));
  }

  private double angle(int level) {
    return (Objects.checkIndex(level, levels) + 1.0) / (levels + 1.0) * Math.PI / 2;
  }
}
