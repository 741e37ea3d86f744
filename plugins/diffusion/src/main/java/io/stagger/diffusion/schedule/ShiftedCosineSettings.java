package io.stagger.diffusion.schedule;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link ShiftedCosineNoiseSchedule}.
 *
 * @param levels K, the number of noise levels
 * @param shift by what the ratio of signal to noise is multiplied; 1, the plain cosine, unless the
 *     data ask for another
 * @param zeroTerminalSnr whether the scales are stretched so that the last level holds no signal
 */
public record ShiftedCosineSettings(
    @Setting(value = "the number of noise levels", defaultValue = "1000", min = 1, max = 1e6)
        int levels,
    @Setting(
            value =
                "multiplies the ratio of signal to noise: less than 1 for more noise, as 64 over"
                    + " the resolution of large images",
            defaultValue = "1",
            min = 1e-3,
            max = 1e3)
        double shift,
    @Setting(
            value = "whether the last level holds no signal at all, as what sampling starts from",
            defaultValue = "false")
        boolean zeroTerminalSnr) {
  /** Checks the number of levels. */
  public ShiftedCosineSettings {
    Scales.checkZeroTerminalSnr(levels, zeroTerminalSnr);
  }
}
