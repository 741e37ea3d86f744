package io.stagger.diffusion.schedule;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link RectifiedFlowNoiseSchedule}.
 *
 * @param levels K, the number of noise levels
 * @param shift s, which moves levels towards noise if it is greater than 1
 * @param zeroTerminalSnr whether the last level is pure noise
 */
public record RectifiedFlowSettings(
    @Setting(value = "the number of noise levels", defaultValue = "1000", min = 1, max = 1e6)
        int levels,
    @Setting(
            value =
                "shifts time: greater than 1 for more noise at every level, as for large frames",
            defaultValue = "1",
            min = 1e-3,
            max = 1e3)
        double shift,
    @Setting(
            value = "whether the last level is pure noise rather than keeping a trace of signal",
            defaultValue = "true")
        boolean zeroTerminalSnr) {}
