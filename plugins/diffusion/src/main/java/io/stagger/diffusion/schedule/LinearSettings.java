package io.stagger.diffusion.schedule;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link LinearNoiseSchedule}.
 *
 * @param levels K, the number of noise levels
 * @param firstBeta the variance that the first of 1000 levels adds
 * @param lastBeta the variance that the last of 1000 levels adds
 * @param zeroTerminalSnr whether the scales are stretched so that the last level holds no signal
 */
public record LinearSettings(
    @Setting(value = "the number of noise levels", defaultValue = "1000", min = 2, max = 1e6)
        int levels,
    @Setting(
            value = "the variance that the first level adds, if there were 1000 levels",
            defaultValue = "0.0001",
            min = 1e-12,
            max = 1)
        double firstBeta,
    @Setting(
            value = "the variance that the last level adds, if there were 1000 levels",
            defaultValue = "0.02",
            min = 1e-12,
            max = 1)
        double lastBeta,
    @Setting(
            value = "whether the last level holds no signal at all, as what sampling starts from",
            defaultValue = "false")
        boolean zeroTerminalSnr) {
  /** Checks that every level leaves some signal. */
  public LinearSettings {
    if (firstBeta > lastBeta) {
      throw new IllegalArgumentException(
          "firstBeta is %s, but it is at most lastBeta, %s.".formatted(firstBeta, lastBeta));
    }
    if (lastBeta * 1000 / levels >= 1) {
      throw new IllegalArgumentException(
          "levels is %d, but a linear noise schedule with lastBeta %s needs more than %d; use cosine or sigmoid for fewer."
              .formatted(levels, lastBeta, (long) Math.floor(lastBeta * 1000)));
    }
  }

  /** Settings without zero terminal SNR: the last level keeps a trace of signal. */
  public LinearSettings(int levels, double firstBeta, double lastBeta) {
    this(levels, firstBeta, lastBeta, false);
  }

  /** How much more each level adds than it would if there were 1000. */
  double scale() {
    return 1000.0 / levels;
  }
}
