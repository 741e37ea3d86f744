package io.stagger.example;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link SineSource}.
 *
 * @param known how many steps of a wave are given
 * @param predicted how many steps of a wave are to be predicted
 * @param samples how many waves there are to learn from
 * @param seed decides every wave
 */
public record SineSettings(
    @Setting(
            value = "how many steps of a wave are given",
            defaultValue = "16",
            min = 1,
            max = 10_000)
        int known,
    @Setting(
            value = "how many steps of a wave are to be predicted",
            defaultValue = "16",
            min = 1,
            max = 10_000)
        int predicted,
    @Setting(
            value = "how many waves there are to learn from",
            defaultValue = "10000",
            min = 1,
            max = 1e9)
        int samples,
    @Setting(value = "decides every wave", defaultValue = "1") long seed) {}
