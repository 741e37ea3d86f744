package io.stagger.diffusion.schedule;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The scales are those of a CSV file, one line a level from least to most noise: for schedules that
 * were learned, or that belong to weights from elsewhere.
 *
 * <p>The first line names the columns. A file of {@code alphaBar} is variance-preserving, {@code
 * signal = sqrt(alphaBar)} and {@code noise = sqrt(1 - alphaBar)}; a file of {@code signal,noise}
 * may be of any kind. Scales are from 1e-9 to 1e9, in at most a million levels; the last level may
 * hold a signal of 0. The signal-to-noise ratio falls from line to line.
 */
public final class TableNoiseSchedule extends TabulatedSchedule {
  private static final double PRESERVED = 1e-6;

  private TableNoiseSchedule(String name, Scales scales, boolean zeroTerminalSnr) {
    super(name, scales, zeroTerminalSnr);
  }

  /**
   * Reads the file that the settings name.
   *
   * @param context finds the file
   * @throws StaggerException if the file is missing, is no such table, or can't be stretched
   */
  public static TableNoiseSchedule open(TableSettings settings, ExtensionContext context) {
    String file = settings.file();
    Path path = context.resolve(file);
    if (Files.notExists(path)) {
      throw new StaggerException("'file' is '%s', but there is no file %s.".formatted(file, path));
    }
    if (Files.isDirectory(path)) {
      throw new StaggerException(
          "'file' is '%s', but %s is a directory rather than a CSV file.".formatted(file, path));
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      throw new StaggerException("'file' is '%s', but %s can't be read.".formatted(file, path), e);
    }
    String name = String.valueOf(path.getFileName());
    Scales scales = new ScalesReader(name).read(bytes);
    boolean stretched = settings.zeroTerminalSnr() && !scales.endWithoutSignal();
    if (stretched) {
      checkStretchable(name, scales);
    }
    return new TableNoiseSchedule(name, scales, stretched || scales.endWithoutSignal());
  }

  private static void checkStretchable(String name, Scales scales) {
    if (scales.levels() < 2) {
      throw new StaggerException(
          "zeroTerminalSnr is true, but %s has one level, and it keeps the first level and takes all signal from the last, so it needs at least 2."
              .formatted(name));
    }
    for (int level = 0; level < scales.levels(); level++) {
      double signal = scales.signal(level);
      double noise = scales.noise(level);
      double variance = signal * signal + noise * noise;
      if (Math.abs(variance - 1) > PRESERVED) {
        throw new StaggerException(
            "zeroTerminalSnr is true, but %s is not variance-preserving (signal^2 + noise^2 is %s at level %d), so that it can't be stretched; write 0 as the last level's signal instead."
                .formatted(name, variance, level));
      }
    }
  }
}
