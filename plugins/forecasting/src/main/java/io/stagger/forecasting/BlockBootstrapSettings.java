package io.stagger.forecasting;

import io.stagger.api.config.Setting;

/**
 * Settings of the baseline {@code block-bootstrap}.
 *
 * @param period rows of one season, to which blocks are aligned
 * @param block rows of one block
 * @param history rows before the forecast from which blocks are drawn
 * @param levelRows rows over which levels are compared
 */
public record BlockBootstrapSettings(
    @Setting(
            value = "rows of one season: a block comes from the same phase of an earlier one",
            defaultValue = "7",
            min = 1)
        int period,
    @Setting(value = "rows of one block", defaultValue = "7", min = 1) int block,
    @Setting(
            value = "rows before the forecast from which blocks are drawn, if there are as many",
            defaultValue = "728",
            min = 1)
        int history,
    @Setting(
            value =
                "rows over which the level before a block is compared with the level before the"
                    + " forecast, to scale the block; 0 to leave blocks as they are",
            defaultValue = "28",
            min = 0)
        int levelRows) {}
