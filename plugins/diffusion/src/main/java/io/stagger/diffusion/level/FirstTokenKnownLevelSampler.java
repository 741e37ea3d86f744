package io.stagger.diffusion.level;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.random.RandomGenerator;

/**
 * The planner's regime: independent levels as in {@link IndependentLevelSampler}, but with
 * probability {@code probability} the first token, which holds the start of a plan, is nearly clean
 * as it will be in planning:
 *
 * <pre>
 * k(0) ~ uniform {0 .. floor(lowFraction K) - 1}   with probability {@code probability}
 * k(t) ~ uniform {0 .. K - 1}                      for every other token, each by itself
 * k(t) = k ~ uniform {0 .. K - 1}                  instead, with probability {@code sharedProbability}
 * </pre>
 *
 * where level 0 alone is low if {@code floor(lowFraction K)} is 0. The authors toss one coin for
 * the whole batch ({@code coin: batch}); a coin for each sequence (the default) has the same
 * expected loss with less variance from step to step. For models that are always asked with one
 * known token; where more are known, {@link IndependentLevelSampler} lowers them all.
 *
 * <p>Of independent levels, some are always low: a plan all of which is pure noise, with which
 * planning by {@code full-sequence} begins, hardly ever occurs among them. Sequences that share a
 * level show it to the model.
 */
public final class FirstTokenKnownLevelSampler implements NoiseLevelSampler {
  private final FirstTokenKnownSettings settings;

  /** Creates the sampler. */
  public FirstTokenKnownLevelSampler(FirstTokenKnownSettings settings) {
    this.settings = settings;
  }

  @Override
  public void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random) {
    int levelCount = request.levelCount();
    int lowLevels = Math.max(1, (int) Math.floor(settings.lowFraction() * levelCount));
    boolean batchCoin = toss(random);
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      boolean known =
          switch (settings.coin()) {
            case SEQUENCE -> toss(random);
            case BATCH -> batchCoin;
          };
      levels.set(sequence, 0, random.nextInt(known ? lowLevels : levelCount));
      // Nothing is drawn for what can't be, so that it changes no other draw.
      boolean shared =
          settings.sharedProbability() > 0 && random.nextDouble() < settings.sharedProbability();
      int level = shared ? random.nextInt(levelCount) : 0;
      for (int token = 1; token < levels.time(); token++) {
        levels.set(sequence, token, shared ? level : random.nextInt(levelCount));
      }
    }
  }

  private boolean toss(RandomGenerator random) {
    return random.nextDouble() < settings.probability();
  }
}
