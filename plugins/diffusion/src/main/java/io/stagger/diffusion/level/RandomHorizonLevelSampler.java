package io.stagger.diffusion.level;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.random.RandomGenerator;

/**
 * Plans of any length: levels as in {@link FirstTokenKnownLevelSampler}, but each sequence ends at
 * a horizon of its own, beyond which there is nothing but noise. With n the sequence's length
 * before its padding and c the number of known tokens,
 *
 * <pre>
 * r ~ uniform {c + 1 .. n}                  the horizon, in tokens; n leaves no tail
 * k(t) = K - 1, counted tailShare times     for t from r on
 * k(t) as without a horizon, counted once   for t below r
 * </pre>
 *
 * <p>So at least one token to predict lies before the horizon, and a sequence that is too short for
 * that has no tail. It is how the authors' planner is trained, with c = 1 and {@code tailShare}
 * 0.05. For models without causality that are asked for plans shorter than what they were trained
 * on: the unused rest of the window is then pure noise, as it was in training. A causal model sees
 * no later tokens and needs none of this. A draw for each token and one for each sequence.
 */
public final class RandomHorizonLevelSampler implements NoiseLevelSampler {
  private final NoiseLevelSampler beforeTheHorizon;
  private final float tailShare;

  /** Creates the sampler. */
  public RandomHorizonLevelSampler(RandomHorizonSettings settings) {
    this.beforeTheHorizon =
        new FirstTokenKnownLevelSampler(
            new FirstTokenKnownSettings(
                settings.probability(),
                settings.lowFraction(),
                settings.coin(),
                settings.sharedProbability()));
    this.tailShare = (float) settings.tailShare();
  }

  @Override
  public void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random) {
    beforeTheHorizon.draw(request, levels, shares, random);
    int time = levels.time();
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      int horizon = horizon(request.knownTokens() + 1, request.length(sequence), random);
      for (int token = horizon; token < time; token++) {
        levels.set(sequence, token, request.levelCount() - 1);
        shares[sequence * time + token] = tailShare;
      }
    }
  }

  private static int horizon(int shortest, int length, RandomGenerator random) {
    return shortest < length ? random.nextInt(shortest, length + 1) : length;
  }
}
