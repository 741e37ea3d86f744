package io.stagger.diffusion.weighting;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link SigmoidWeighting}.
 *
 * @param bias b, the log of the signal-to-noise ratio at which weights level off
 */
public record SigmoidWeightingSettings(
    @Setting(
            value =
                "the log of the signal-to-noise ratio around which more signal stops counting more",
            defaultValue = "2",
            min = -20,
            max = 20)
        double bias) {}
