package io.stagger.forecasting;

import io.stagger.api.config.Setting;

/**
 * Settings of the baseline {@code seasonal-naive}.
 *
 * @param period rows of one season
 */
public record SeasonalNaiveSettings(
    @Setting(
            value = "rows of one season: the forecast repeats the last season known",
            defaultValue = "7",
            min = 1)
        int period) {}
