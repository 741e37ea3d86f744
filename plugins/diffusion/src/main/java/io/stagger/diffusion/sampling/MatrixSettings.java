package io.stagger.diffusion.sampling;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link MatrixSchedule}.
 *
 * @param file the CSV file of the matrix
 */
public record MatrixSettings(
    @Setting(
            "CSV file without a header that holds the matrix: a line is a state, a cell a token's"
                + " sampling level")
        String file) {
  /** Refuses an empty name. */
  public MatrixSettings {
    if (file.isBlank()) {
      throw new IllegalArgumentException("'file' is empty, but it names a CSV file.");
    }
  }
}
