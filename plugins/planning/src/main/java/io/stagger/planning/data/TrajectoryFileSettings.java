package io.stagger.planning.data;

import io.stagger.api.config.Setting;

/**
 * Settings of the data sources {@code d4rl-hdf5} and {@code npz-trajectories}.
 *
 * @param file the file
 * @param horizon steps of a window
 * @param padShort whether shorter episodes make a window, padded
 */
public record TrajectoryFileSettings(
    @Setting(
            "file with the arrays observations [rows, numbers], actions [rows, numbers], rewards,"
                + " terminals and timeouts [rows]")
        String file,
    @Setting(
            value = "steps of a sample, each an action and what it leads to",
            min = 1,
            max = 1_000_000)
        int horizon,
    @Setting(
            value =
                "whether an episode that is shorter than the horizon makes one sample, padded,"
                    + " rather than none",
            defaultValue = "true")
        boolean padShort) {
  /** Checks what ranges can't say. */
  public TrajectoryFileSettings {
    if (file.isBlank()) {
      throw new IllegalArgumentException("'file' is empty, but it names a file.");
    }
  }
}
