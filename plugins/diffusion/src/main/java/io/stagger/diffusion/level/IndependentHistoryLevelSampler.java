package io.stagger.diffusion.level;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.random.RandomGenerator;

/**
 * A history whose tokens are each as noisy as they like, and a future that is denoised as one
 * block: with n the sequence's length before its padding,
 *
 * <pre>
 * h    ~ uniform {0 .. n - 1}               the number of history tokens
 * k(t) ~ uniform {0 .. K - 1}               for each t below h, independently
 * k(t) = k, k ~ uniform {0 .. K - 1}        for all t from h on
 * </pre>
 *
 * So the future has at least one token before the padding, and with no history at all the sequence
 * is an ordinary full-sequence example. For models that always generate block by block from a
 * history of any length, each token of which may be masked by as much noise as one likes, and never
 * stagger tokens inside a block. Without {@code historyCounts} the loss counts the future alone:
 * purer, but most tokens of a batch then teach nothing. One draw a token.
 */
public final class IndependentHistoryLevelSampler implements NoiseLevelSampler {
  private final boolean historyCounts;

  /** Creates the sampler. */
  public IndependentHistoryLevelSampler(IndependentHistorySettings settings) {
    this.historyCounts = settings.historyCounts();
  }

  @Override
  public void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random) {
    int time = levels.time();
    int levelCount = request.levelCount();
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      int history = random.nextInt(request.length(sequence));
      int shared = random.nextInt(levelCount);
      for (int token = 0; token < time; token++) {
        boolean past = token < history;
        levels.set(sequence, token, past ? random.nextInt(levelCount) : shared);
        shares[sequence * time + token] = historyCounts || !past ? 1 : 0;
      }
    }
  }
}
