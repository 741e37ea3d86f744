package io.stagger.site.example;

import io.stagger.api.diffusion.NoiseSchedule;
import java.util.Objects;

/**
 * Lets the variance of the noise grow evenly:
 *
 * <pre>noise(k)^2 = (k + 1) / (K + 1),   signal(k)^2 = 1 - noise(k)^2</pre>
 */
record SquareRootSchedule(int levels) implements NoiseSchedule {
  @Override
  public double signal(int level) {
    return Math.sqrt(1 - variance(level));
  }

  @Override
  public double noise(int level) {
    return Math.sqrt(variance(level));
  }

  private double variance(int level) {
    // CLEAN is -1, so that it has no noise by the same formula.
    Objects.checkIndex(level - CLEAN, levels + 1);
    return (level + 1.0) / (levels + 1);
  }
}
