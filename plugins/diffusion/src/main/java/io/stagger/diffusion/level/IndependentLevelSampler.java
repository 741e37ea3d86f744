package io.stagger.diffusion.level;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.random.RandomGenerator;

/**
 * Diffusion Forcing (algorithm 1 of the paper): every token of every sequence gets a level of its
 * own, uniform over all levels. So the network learns to denoise any token given any others,
 * however noisy each is; the default.
 *
 * <p>Known tokens are nearly clean whenever the model is used, which independent levels seldom show
 * it. With probability {@code knownLowProbability} a sequence's known tokens are therefore drawn
 * from the low levels, 0 to {@code floor(lowFraction K) - 1} (level 0 alone if that is none). The
 * authors' planning code does the same to the first token alone, with a quarter of the levels and
 * probability 1/2.
 */
public final class IndependentLevelSampler implements NoiseLevelSampler {
  private final double knownLowProbability;
  private final double lowFraction;

  /** Creates the sampler. */
  public IndependentLevelSampler(IndependentSettings settings) {
    this.knownLowProbability = settings.knownLowProbability();
    this.lowFraction = settings.lowFraction();
  }

  @Override
  public void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random) {
    int levelCount = request.levelCount();
    int lowLevels = Math.max(1, (int) Math.floor(lowFraction * levelCount));
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      boolean knownLow = random.nextDouble() < knownLowProbability;
      for (int token = 0; token < levels.time(); token++) {
        int bound = knownLow && token < request.knownTokens() ? lowLevels : levelCount;
        levels.set(sequence, token, random.nextInt(bound));
      }
    }
  }
}
