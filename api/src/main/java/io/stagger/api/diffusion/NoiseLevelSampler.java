package io.stagger.api.diffusion;

import java.util.random.RandomGenerator;

/**
 * Draws the noise levels that a training step works at. This choice is the only difference between
 * the training regimes: independent levels are Diffusion Forcing (algorithm 1 of the paper), one
 * level for the whole sequence is full-sequence diffusion, a clean past with one noised token is
 * teacher forcing.
 *
 * <p>Immutable. All randomness comes from the generator that is passed in.
 */
public interface NoiseLevelSampler {
  /**
   * Draws the levels of a batch and says which tokens the loss counts.
   *
   * <p>Padding is set to full noise by the caller afterwards and never counts.
   *
   * @param levels receives the levels: {@link NoiseSchedule#CLEAN} or 0 to {@code levelCount - 1}
   * @param counted receives, for each token row-major [batch, time], whether its error counts;
   *     comes all true. A clean token never counts.
   * @param levelCount K, the number of levels
   * @param knownTokens how many leading tokens will be known when the model is used
   */
  void draw(
      NoiseLevels levels,
      boolean[] counted,
      int levelCount,
      int knownTokens,
      RandomGenerator random);
}
