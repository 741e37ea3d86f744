package io.stagger.diffusion.schedule;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link CosineNoiseSchedule}.
 *
 * @param levels K, the number of noise levels
 * @param offset s, which keeps the first level from being too clean
 */
public record CosineSettings(
    @Setting(value = "the number of noise levels", defaultValue = "1000", min = 1, max = 1e6)
        int levels,
    @Setting(
            value = "keeps the first level from being too clean, as a share of the curve",
            defaultValue = "0.008",
            min = 0,
            max = 1)
        double offset) {}
