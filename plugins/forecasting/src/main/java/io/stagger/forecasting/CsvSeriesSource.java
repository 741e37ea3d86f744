package io.stagger.forecasting;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.plugin.ExtensionContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Windows of a CSV file.
 *
 * <p>From the data's end backwards: the test split forecasts {@code testWindows} stretches of
 * {@code horizon} rows, each {@code testStride} rows after the one before, the last of which ends
 * with the data; the validation split likewise, ending where the first test stretch begins; the
 * training split is every window (stride 1) that lies wholly before them and has {@code history}
 * rows before it. The future split is one window whose last {@code horizon} rows are unknown.
 */
public final class CsvSeriesSource implements DataSource<SeriesWindow> {
  private static final String BUILTIN = "builtin:";
  private static final List<String> BUILTINS = List.of("chicago-l");

  private final SeriesTable table;
  private final CsvSeriesSettings settings;
  private final String description;
  private final String fingerprint;
  private final int firstTestRow;
  private final int firstValidationRow;
  private final long trainingWindows;

  private CsvSeriesSource(
      SeriesTable table, CsvSeriesSettings settings, String name, String fingerprint) {
    this.table = table;
    this.settings = settings;
    this.description = name + ": " + table;
    this.fingerprint = fingerprint;
    // In long arithmetic, because absurd settings must not wrap around into sensible rows.
    long validationEnd = table.rows() - span(settings.testWindows());
    long validationStart = validationEnd - span(settings.validationWindows());
    long trainingEnd = settings.trainOnValidation() ? validationEnd : validationStart;
    trainingWindows = trainingEnd - settings.history() - sampleLength() + 1;
    if (trainingWindows < 1 || validationStart < settings.history() + settings.context()) {
      throw tooShort(name);
    }
    firstTestRow = Math.toIntExact(validationEnd);
    firstValidationRow = Math.toIntExact(validationStart);
  }

  /** Opens the file that the settings name. */
  public static CsvSeriesSource open(CsvSeriesSettings settings, ExtensionContext context) {
    String file = settings.file();
    byte[] bytes;
    String name;
    if (file.startsWith(BUILTIN)) {
      name = file;
      bytes = readBuiltin(file.substring(BUILTIN.length()));
    } else {
      Path path = context.resolve(file);
      name = path.getFileName().toString();
      bytes = readFile(file, path);
    }
    SeriesTable table = new CsvSeriesReader(name, settings).read(bytes);
    return new CsvSeriesSource(table, settings, name, sha256(bytes));
  }

  private static byte[] readBuiltin(String name) {
    if (!BUILTINS.contains(name)) {
      throw new StaggerException(
          "'file' is '%s%s', but the data that comes with Stagger is %s%s"
              .formatted(
                  BUILTIN,
                  name,
                  BUILTIN + String.join(", " + BUILTIN, BUILTINS),
                  NearestName.suggestion(name, BUILTINS)));
    }
    String resource = name + ".csv.gz";
    try (InputStream in = CsvSeriesSource.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource + " is not in the plugin's jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] readFile(String file, Path path) {
    if (Files.notExists(path)) {
      throw new StaggerException("'file' is '%s', but there is no file %s.".formatted(file, path));
    }
    if (Files.isDirectory(path)) {
      throw new StaggerException(
          "'file' is '%s', but %s is a directory rather than a CSV file.".formatted(file, path));
    }
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new StaggerException("'file' is '%s', but %s can't be read.".formatted(file, path), e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  private long span(int windows) {
    return windows == 0 ? 0 : settings.horizon() + (windows - 1L) * settings.stride();
  }

  private StaggerException tooShort(String name) {
    long needed =
        (long) settings.history()
            + settings.context()
            + (settings.trainOnValidation()
                ? Math.max(settings.horizon(), span(settings.validationWindows()))
                : settings.horizon() + span(settings.validationWindows()))
            + span(settings.testWindows());
    return new StaggerException(
        "%s has %d rows, but history %d, context %d, horizon %d, %d validation windows and %d test windows at stride %d need at least %d; lower 'history', 'validationWindows' or 'testWindows'."
            .formatted(
                name,
                table.rows(),
                settings.history(),
                settings.context(),
                settings.horizon(),
                settings.validationWindows(),
                settings.testWindows(),
                settings.stride(),
                needed));
  }

  /** The whole table. */
  public SeriesTable table() {
    return table;
  }

  @Override
  public Class<SeriesWindow> sampleType() {
    return SeriesWindow.class;
  }

  @Override
  public long size(Split split) {
    return switch (split) {
      case TRAIN -> trainingWindows;
      case VALIDATION -> settings.validationWindows();
      case TEST -> settings.testWindows();
      case FUTURE -> 1;
    };
  }

  @Override
  public SeriesWindow get(Split split, long index) {
    int i = Math.toIntExact(Objects.checkIndex(index, size(split)));
    int start =
        switch (split) {
          case TRAIN -> settings.history() + i;
          case VALIDATION -> firstValidationRow - settings.context() + i * settings.stride();
          case TEST -> firstTestRow - settings.context() + i * settings.stride();
          case FUTURE -> table.rows() - settings.context();
        };
    return SeriesWindow.of(table, start, sampleLength());
  }

  @Override
  public int knownLength() {
    return settings.context();
  }

  @Override
  public int sampleLength() {
    return Math.addExact(settings.context(), settings.horizon());
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
