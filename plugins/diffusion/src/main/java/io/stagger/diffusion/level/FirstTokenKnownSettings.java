package io.stagger.diffusion.level;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link FirstTokenKnownLevelSampler}.
 *
 * @param probability how often, from 0 to 1, the first token gets a low level
 * @param lowFraction which share of the levels, from the cleanest on, is low; from 0 to 1
 * @param coin whether each sequence decides for itself
 * @param sharedProbability how often, from 0 to 1, all tokens after the first share a level
 */
public record FirstTokenKnownSettings(
    @Setting(
            value = "how often the first token gets a low level, as in sampling",
            defaultValue = "0.5",
            min = 0,
            max = 1)
        double probability,
    @Setting(
            value = "which share of the levels, from the cleanest on, counts as low",
            defaultValue = "0.25",
            min = 0,
            max = 1)
        double lowFraction,
    @Setting(
            value =
                "what a coin is tossed for: each sequence, or once for the whole batch as the"
                    + " authors' planner does",
            defaultValue = "sequence")
        Coin coin,
    @Setting(
            value =
                "how often the tokens after the first share a level, as when a whole plan is denoised together",
            defaultValue = "0",
            min = 0,
            max = 1)
        double sharedProbability) {
  /** What a coin is tossed for. */
  public enum Coin {
    /** Each sequence by itself, so that every batch has both kinds. */
    SEQUENCE,
    /** All sequences of a batch at once. */
    BATCH
  }
}
