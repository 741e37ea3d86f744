package io.stagger.api.diffusion;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws the noise levels that a training step works at. This choice is the only difference between
 * the training regimes: independent levels are Diffusion Forcing (algorithm 1 of the paper), one
 * level for the whole sequence is full-sequence diffusion, a clean past with one noised token is
 * teacher forcing.
 *
 * <p>Immutable. All randomness comes from the generator that is passed in.
 *
 * @since 0.1.0
 */
public interface NoiseLevelSampler {
  /**
   * Draws the levels of a batch and says how much the loss counts each token.
   *
   * <p>A token's error is multiplied by its share. The loss is divided by the number of tokens that
   * are no padding, whatever their shares are: counting some tokens less doesn't count the others
   * more.
   *
   * <p>What is drawn for padding makes no difference: the caller sets padding to full noise
   * afterwards and never counts it. But at least one token before a sequence's padding has to
   * count, or nothing would be learned from the sequence.
   *
   * @param request the shape of what is drawn for
   * @param levels receives the levels: {@link NoiseSchedule#CLEAN} or 0 to {@code levelCount - 1}
   * @param shares receives, for each token row-major [batch, time], how much its error counts: a
   *     finite number, at least 0; comes all 1. A clean token has no error, so its share is 0.
   * @param random the source of all randomness
   */
  void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random);

  /**
   * What levels are drawn for. Immutable.
   *
   * @param levelCount K, the number of levels, at least 1
   * @param knownTokens how many leading tokens will be known when the model is used, at least 0
   * @param lengths for each sequence of the batch how many tokens it has before its padding, from 1
   *     to {@code levels.time()}
   */
  record Request(int levelCount, int knownTokens, int[] lengths) {
    /** Copies the lengths. */
    public Request {
      lengths = lengths.clone();
    }

    /** The lengths of all sequences, as a new array; {@link #length} needs none. */
    @Override
    public int[] lengths() {
      return lengths.clone();
    }

    /**
     * How many tokens a sequence has before its padding.
     *
     * @param sequence its place in the batch, from 0
     */
    public int length(int sequence) {
      return lengths[sequence];
    }

    /** Whether the other is equal in every length too. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Request request
          && levelCount == request.levelCount
          && knownTokens == request.knownTokens
          && Arrays.equals(lengths, request.lengths);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * levelCount + knownTokens) + Arrays.hashCode(lengths);
    }

    @Override
    public String toString() {
      return "Request[levelCount=%d, knownTokens=%d, lengths=%s]"
          .formatted(levelCount, knownTokens, Arrays.toString(lengths));
    }
  }
}
