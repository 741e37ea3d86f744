package io.stagger.diffusion.level;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link RandomHorizonLevelSampler}.
 *
 * @param tailShare how much, from 0 to 1, a token beyond the horizon counts
 * @param probability how often, from 0 to 1, the first token gets a low level
 * @param lowFraction which share of the levels, from the cleanest on, is low; from 0 to 1
 * @param coin whether each sequence decides for itself about its first token
 * @param sharedProbability how often, from 0 to 1, all tokens before the horizon but the first
 *     share a level
 */
public record RandomHorizonSettings(
    @Setting(
            value = "how much the loss counts a token beyond the horizon; one before it counts 1",
            defaultValue = "0.05",
            min = 0,
            max = 1)
        double tailShare,
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
                "what the coin about the first token is tossed for: each sequence, or once for the"
                    + " whole batch as the authors' planner does",
            defaultValue = "sequence")
        FirstTokenKnownSettings.Coin coin,
    @Setting(
            value =
                "how often the tokens after the first share a level, as when a whole plan is denoised together",
            defaultValue = "0",
            min = 0,
            max = 1)
        double sharedProbability) {}
