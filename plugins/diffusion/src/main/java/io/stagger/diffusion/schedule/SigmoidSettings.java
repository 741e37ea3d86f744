package io.stagger.diffusion.schedule;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link SigmoidNoiseSchedule}.
 *
 * @param levels K, the number of noise levels
 * @param start where on the sigmoid the curve starts
 * @param end where on the sigmoid the curve ends, greater than {@code start}
 * @param temperature tau, which stretches the sigmoid
 * @param zeroTerminalSnr whether the scales are stretched so that the last level holds no signal
 */
public record SigmoidSettings(
    @Setting(value = "the number of noise levels", defaultValue = "1000", min = 1, max = 1e6)
        int levels,
    @Setting(
            value = "where on the sigmoid the curve starts",
            defaultValue = "-3",
            min = -20,
            max = 20)
        double start,
    @Setting(value = "where on the sigmoid the curve ends", defaultValue = "3", min = -20, max = 20)
        double end,
    @Setting(
            value = "stretches the sigmoid: a smaller one makes the fall steeper",
            defaultValue = "1",
            min = 0.1,
            max = 100)
        double temperature,
    @Setting(
            value = "whether the last level holds no signal at all, as what sampling starts from",
            defaultValue = "false")
        boolean zeroTerminalSnr) {
  /** Checks the order of the ends and the number of levels. */
  public SigmoidSettings {
    Scales.checkZeroTerminalSnr(levels, zeroTerminalSnr);
    if (start >= end) {
      throw new IllegalArgumentException(
          "start is %s, but it is less than end, %s.".formatted(start, end));
    }
  }

  /** Settings without zero terminal SNR: the last level keeps a trace of signal. */
  public SigmoidSettings(int levels, double start, double end, double temperature) {
    this(levels, start, end, temperature, false);
  }
}
