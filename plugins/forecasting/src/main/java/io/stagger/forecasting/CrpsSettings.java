package io.stagger.forecasting;

import io.stagger.api.config.Setting;

/**
 * Settings of the metric {@code crps}.
 *
 * @param perSeries whether the score of each series is given as well
 */
public record CrpsSettings(
    @Setting(
            value = "whether the score of each series is given as well, as crps_ and its name",
            defaultValue = "false")
        boolean perSeries) {}
