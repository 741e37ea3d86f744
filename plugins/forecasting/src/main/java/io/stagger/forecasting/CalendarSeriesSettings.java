package io.stagger.forecasting;

import io.stagger.api.config.Setting;
import java.util.HashSet;
import java.util.List;

/**
 * Settings of the tokenizer {@code calendar-series}.
 *
 * @param scaling how each series is centered and scaled
 * @param windowNormalization what each window is divided by beforehand
 * @param weekday whether the day of the week is a condition
 * @param annualHarmonics pairs of annual sine and cosine among the conditions
 * @param holidays whose holidays are conditions
 * @param lags how many rows before each row the lagged values lie that are conditions
 */
public record CalendarSeriesSettings(
    @Setting(
            value =
                "how each series is centered and scaled: standard (mean and standard deviation),"
                    + " mean-absolute (not centered) or robust (median and interquartile range)",
            defaultValue = "standard")
        Scaling scaling,
    @Setting(
            value =
                "what each series of a window is divided by before it is scaled: none, or context"
                    + " (its mean absolute value over the window's known rows)",
            defaultValue = "none")
        WindowNormalization windowNormalization,
    @Setting(value = "whether the day of the week is a condition", defaultValue = "true")
        boolean weekday,
    @Setting(
            value = "pairs of sine and cosine of the year among the conditions",
            defaultValue = "3",
            min = 0,
            max = 20)
        int annualHarmonics,
    @Setting(value = "whose public holidays are conditions: none or us", defaultValue = "none")
        HolidayCalendar holidays,
    @Setting(
            value =
                "rows before each row whose values are conditions; each at least the horizon, so"
                    + " that nothing unknown is looked at",
            defaultValue = "364",
            min = 1)
        List<Integer> lags) {
  /** How each series is centered and scaled. */
  public enum Scaling {
    /** By mean and standard deviation. */
    STANDARD,
    /** By the mean of the absolute values, without centering. */
    MEAN_ABSOLUTE,
    /** By the median and the interquartile range. */
    ROBUST
  }

  /** What each series of a window is divided by before it is scaled. */
  public enum WindowNormalization {
    /** By nothing. */
    NONE,
    /**
     * By its level: the mean absolute value over the window's known rows. Takes slow growth out of
     * the data, so that windows of different years look alike.
     */
    CONTEXT
  }

  /** Whose public holidays are conditions. */
  public enum HolidayCalendar {
    /** Nobody's. */
    NONE,
    /** Those of the United States; see {@link UsHoliday}. */
    US
  }

  /** Checks what ranges can't say. */
  public CalendarSeriesSettings {
    lags = List.copyOf(lags);
    if (new HashSet<>(lags).size() != lags.size()) {
      throw new IllegalArgumentException(
          "'lags' is %s, but each lag is given once.".formatted(lags));
    }
  }

  /** The greatest lag, or 0 if there is none. */
  int longestLag() {
    return lags.stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
