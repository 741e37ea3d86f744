package io.stagger.diffusion.schedule;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link CosineNoiseSchedule}.
 *
 * @param levels K, the number of noise levels
 * @param offset s, which keeps the first level from being too clean
 * @param zeroTerminalSnr whether the scales are stretched so that the last level holds no signal
 */
public record CosineSettings(
    @Setting(value = "the number of noise levels", defaultValue = "1000", min = 1, max = 1e6)
        int levels,
    @Setting(
            value = "keeps the first level from being too clean, as a share of the curve",
            defaultValue = "0.008",
            min = 0,
            max = 1)
        double offset,
    @Setting(
            value = "whether the last level holds no signal at all, as what sampling starts from",
            defaultValue = "false")
        boolean zeroTerminalSnr) {
  /** Checks the number of levels. */
  public CosineSettings {
    Scales.checkZeroTerminalSnr(levels, zeroTerminalSnr);
  }

  /** Settings without zero terminal SNR: the last level keeps a trace of signal. */
  public CosineSettings(int levels, double offset) {
    this(levels, offset, false);
  }
}
