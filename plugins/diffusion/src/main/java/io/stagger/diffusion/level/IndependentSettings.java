package io.stagger.diffusion.level;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link IndependentLevelSampler}.
 *
 * @param knownLowProbability how often, from 0 to 1, the known tokens of a sequence get low levels
 * @param lowFraction which share of the levels, from the cleanest on, is low; from 0 to 1
 */
public record IndependentSettings(
    @Setting(
            value = "how often the known tokens of a sequence get low levels, as in sampling",
            defaultValue = "0",
            min = 0,
            max = 1)
        double knownLowProbability,
    @Setting(
            value = "which share of the levels, from the cleanest on, counts as low",
            defaultValue = "0.1",
            min = 0,
            max = 1)
        double lowFraction) {}
