package io.stagger.diffusion.level;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link IndependentHistoryLevelSampler}.
 *
 * @param historyCounts whether the loss counts the tokens of the history
 */
public record IndependentHistorySettings(
    @Setting(
            value = "whether the loss counts the history's tokens besides those of the future",
            defaultValue = "true")
        boolean historyCounts) {}
