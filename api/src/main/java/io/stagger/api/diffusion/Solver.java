package io.stagger.api.diffusion;

/**
 * How one denoising step is taken. Every step is, for each token,
 *
 * <pre>x' = state * x + clean * x0 + noise * z + history * x0_before</pre>
 *
 * where {@code x0} is the clean prediction of this step (clipped and guided if asked), {@code
 * x0_before} the one of the token's step before, and {@code z} standard normal. With an exact clean
 * prediction, the next token has exactly the next level's signal and noise. So a solver is plain
 * arithmetic on levels that can be tested without a network. Immutable.
 *
 * @since 0.1.0
 */
public interface Solver {
  /** Stands for "the token has taken no step yet". */
  int NO_LEVEL = Integer.MIN_VALUE;

  /** Whether {@link Update#history} can be other than 0, so that predictions have to be kept. */
  boolean usesHistory();

  /**
   * The coefficients of a step.
   *
   * @param levelBefore the level at which the token's step before was taken, or {@link #NO_LEVEL}
   * @param level the level now, at least 0
   * @param nextLevel the level to reach: less than {@code level}, or {@link NoiseSchedule#CLEAN}
   */
  Update update(NoiseSchedule schedule, int levelBefore, int level, int nextLevel);

  /** The coefficients of a step; each finite. */
  record Update(double state, double clean, double noise, double history) {}
}
