package io.stagger.diffusion.weighting;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link MinSnrWeighting}.
 *
 * @param snrClip gamma, the greatest signal-to-noise ratio that counts
 */
public record MinSnrSettings(
    @Setting(
            value = "the greatest signal-to-noise ratio that counts",
            defaultValue = "5",
            min = 1e-6,
            max = 1e6)
        double snrClip) {}
