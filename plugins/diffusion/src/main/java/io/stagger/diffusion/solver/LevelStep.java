package io.stagger.diffusion.solver;

import io.stagger.api.diffusion.NoiseSchedule;

/**
 * The scales before and after a step to a level with noise.
 *
 * @param signal the scale of the signal now, 0 at a last level without any
 * @param noise the scale of the noise now
 * @param nextSignal the scale of the signal to reach, greater than 0
 * @param nextNoise the scale of the noise to reach, greater than 0
 */
record LevelStep(double signal, double noise, double nextSignal, double nextNoise) {
  /**
   * Looks the scales up.
   *
   * @param level the level now
   * @param nextLevel the level to reach, at least 0 and less than {@code level}
   */
  static LevelStep between(NoiseSchedule schedule, int level, int nextLevel) {
    return new LevelStep(
        schedule.signal(level),
        schedule.noise(level),
        schedule.signal(nextLevel),
        schedule.noise(nextLevel));
  }

  /**
   * Checks that a step takes noise away.
   *
   * @throws IllegalArgumentException if it does not go from a level of at least 0 to a lower one
   */
  static void check(int level, int nextLevel) {
    if (level < 0 || nextLevel >= level) {
      throw new IllegalArgumentException(
          "A step goes from a level of at least 0 to a lower one, not from %d to %d."
              .formatted(level, nextLevel));
    }
  }

  /** By what the ratio of signal to noise is less now than after the step; from 0 to 1. */
  double ratio() {
    return signal / nextSignal * (nextNoise / noise);
  }

  /** {@code 1 - ratio()}; greater than 0, exact even between neighbors that hardly differ. */
  double gain() {
    // The difference of two products without the rounding error of either (Kahan).
    double product = signal * nextNoise;
    double error = Math.fma(-signal, nextNoise, product);
    double difference = Math.fma(nextSignal, noise, -product) + error;
    return difference / (nextSignal * noise);
  }

  /** By how much the logarithm of signal over noise grows; infinite if there is no signal now. */
  double logGain() {
    double ratio = ratio();
    // By the gain where the ratio is next to 1, and not by the gain where that is next to 1.
    return ratio > 0.5 ? -Math.log1p(-gain()) : -Math.log(ratio);
  }
}
