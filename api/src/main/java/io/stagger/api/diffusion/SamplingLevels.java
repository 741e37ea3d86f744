package io.stagger.api.diffusion;

/**
 * Which training level each sampling level means: sampling level 0 is {@link NoiseSchedule#CLEAN},
 * sampling level S is the noisiest training level, and those between are spread evenly, as the
 * original does with {@code trunc(linspace(-1, K - 1, S + 1))}. Levels rise strictly.
 *
 * @since 0.1.0
 */
public final class SamplingLevels {
  /** How a fraction becomes a level. */
  public enum Rounding {
    /** Towards zero, as the authors' code does. */
    TRUNCATE,
    /** To the nearest level. */
    NEAREST
  }

  private final int trainingLevels;
  private final Rounding rounding;
  private final int[] levels;

  private SamplingLevels(int trainingLevels, Rounding rounding, int[] levels) {
    this.trainingLevels = trainingLevels;
    this.rounding = rounding;
    this.levels = levels;
  }

  /**
   * Spreads sampling levels over training levels.
   *
   * @param trainingLevels K, at least 1
   * @param steps S, from 1 to K
   * @throws IllegalArgumentException if there are more steps than levels
   */
  public static SamplingLevels of(int trainingLevels, int steps, Rounding rounding) {
    if (steps < 1 || steps > trainingLevels) {
      throw new IllegalArgumentException(
          "Sampling takes from 1 to %d steps, as many as there are noise levels, not %d."
              .formatted(trainingLevels, steps));
    }
    int[] levels = new int[steps + 1];
    float stride = (float) trainingLevels / steps;
    for (int j = 0; j <= steps; j++) {
      // In float32 and from the nearer end, because the original's rounding decides the level.
      float level =
          j < (steps + 1) / 2
              ? (float) (-1.0 + (double) stride * j)
              : (float) (trainingLevels - 1 - (double) stride * (steps - j));
      levels[j] =
          switch (rounding) {
            case TRUNCATE -> (int) level;
            case NEAREST -> Math.round(level);
          };
    }
    levels[0] = NoiseSchedule.CLEAN;
    for (int j = 1; j <= steps; j++) {
      // Rounding in float32 can repeat a level where K is huge and S nearly K.
      levels[j] = Math.max(levels[j], levels[j - 1] + 1);
    }
    return new SamplingLevels(trainingLevels, rounding, levels);
  }

  /**
   * The same training levels and rounding for another number of steps.
   *
   * @throws IllegalArgumentException if there are more steps than levels
   */
  public SamplingLevels withSteps(int steps) {
    return steps == steps() ? this : of(trainingLevels, steps, rounding);
  }

  /** S, the number of steps. */
  public int steps() {
    return levels.length - 1;
  }

  /** The training level of a sampling level from 0 to S. */
  public int trainingLevel(int samplingLevel) {
    return levels[samplingLevel];
  }
}
