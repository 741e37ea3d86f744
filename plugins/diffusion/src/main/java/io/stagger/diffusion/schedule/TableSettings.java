package io.stagger.diffusion.schedule;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link TableNoiseSchedule}.
 *
 * @param file the CSV file
 * @param zeroTerminalSnr whether the scales are stretched so that the last level holds no signal
 */
public record TableSettings(
    @Setting(
            "CSV file whose first line is alphaBar or signal,noise, followed by a line for each"
                + " level from least to most noise")
        String file,
    @Setting(
            value =
                "whether to take what signal the table leaves at the last level; without it the"
                    + " table is used as it is",
            defaultValue = "false")
        boolean zeroTerminalSnr) {
  /** Checks that a file is named. */
  public TableSettings {
    if (file.isBlank()) {
      throw new IllegalArgumentException("'file' is empty, but it names a CSV file.");
    }
  }
}
