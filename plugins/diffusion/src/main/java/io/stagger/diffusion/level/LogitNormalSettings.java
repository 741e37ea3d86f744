package io.stagger.diffusion.level;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link LogitNormalLevelSampler}.
 *
 * @param mean where the levels lie: 0 for the middle, more for noisier ones
 * @param scale how widely they spread
 * @param shared whether all tokens of a sequence share one level
 */
public record LogitNormalSettings(
    @Setting(
            value =
                "the middle of the levels, as the logit of their share: 0 is half way, more is"
                    + " noisier",
            defaultValue = "0",
            min = -20,
            max = 20)
        double mean,
    @Setting(
            value =
                "how widely levels spread around the middle, as the standard deviation of the logit",
            defaultValue = "1",
            min = 1e-3,
            max = 20)
        double scale,
    @Setting(value = "whether all tokens of a sequence share one level", defaultValue = "false")
        boolean shared) {}
