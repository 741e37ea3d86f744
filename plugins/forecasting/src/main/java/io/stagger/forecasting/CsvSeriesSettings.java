package io.stagger.forecasting;

import io.stagger.api.config.Setting;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the data source {@code csv-series}.
 *
 * @param file the CSV file, or {@code builtin:chicago-l}
 * @param dateColumn the column of dates
 * @param dateFormat a pattern of {@link java.time.format.DateTimeFormatter}; ISO dates if absent
 * @param separator what separates cells
 * @param series the columns to use, in this order; all others if empty
 * @param gaps what to do about missing dates
 * @param history rows before each window that must exist
 * @param context known rows of each window
 * @param horizon rows of each window to forecast
 * @param testWindows windows of the test split
 * @param testStride rows from one test window to the next; the horizon if absent
 * @param validationWindows windows of the validation split
 * @param trainOnValidation whether training goes on through the validation span
 */
public record CsvSeriesSettings(
    @Setting(
            "CSV file, plain or gzip, with one column of dates; or builtin:chicago-l for the daily"
                + " boardings that come with Stagger")
        String file,
    @Setting(value = "name of the column of dates", defaultValue = "date") String dateColumn,
    @Setting("pattern of the dates, such as dd.MM.yyyy; ISO dates (2016-08-28) if not given")
        Optional<String> dateFormat,
    @Setting(value = "the character that separates cells", defaultValue = ",") String separator,
    @Setting(
            value = "columns to use as series, in this order; empty for all but the dates",
            defaultValue = "")
        List<String> series,
    @Setting(
            value =
                "what to do where dates are missing: warn (and treat rows as neighbors) or refuse",
            defaultValue = "warn")
        GapPolicy gaps,
    @Setting(
            value =
                "rows before each window that exist and serve as history only, for lagged values",
            defaultValue = "364",
            min = 0)
        int history,
    @Setting(value = "rows that are known when a window is forecast", defaultValue = "28", min = 1)
        int context,
    @Setting(value = "rows to forecast", defaultValue = "14", min = 1) int horizon,
    @Setting(
            value = "windows of the test split; the last one ends with the data",
            defaultValue = "26",
            min = 0)
        int testWindows,
    @Setting(
            value = "rows from one test or validation window to the next; the horizon if not given",
            min = 1)
        Optional<Integer> testStride,
    @Setting(
            value = "windows of the validation split, which ends where the test split begins",
            defaultValue = "26",
            min = 0)
        int validationWindows,
    @Setting(
            value =
                "whether training data goes on up to the test split, for a final fit; validation"
                    + " scores then say nothing",
            defaultValue = "false")
        boolean trainOnValidation) {
  /** What to do where dates are missing. */
  public enum GapPolicy {
    /** Report how many there are and treat the rows as neighbors. */
    WARN,
    /** Refuse the file. */
    REFUSE
  }

  /** Checks what ranges can't say. */
  public CsvSeriesSettings {
    series = List.copyOf(series);
    if (file.isBlank()) {
      throw new IllegalArgumentException(
          "'file' is empty, but it names a CSV file or is builtin:chicago-l.");
    }
    if (separator.length() != 1 || "\"\r\n".contains(separator)) {
      throw new IllegalArgumentException(
          "'separator' is '%s', but it is one character that is neither a quote nor a line end."
              .formatted(separator));
    }
    if (new HashSet<>(series).size() != series.size()) {
      throw new IllegalArgumentException(
          "'series' is %s, but each column is named once.".formatted(series));
    }
    if (series.contains(dateColumn)) {
      throw new IllegalArgumentException(
          "'series' is %s, but the column of dates, '%s', can't be a series."
              .formatted(series, dateColumn));
    }
  }

  /** Rows from one test or validation window to the next. */
  public int stride() {
    return testStride.orElse(horizon);
  }
}
