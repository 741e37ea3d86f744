package io.stagger.forecasting;

import io.stagger.forecasting.CalendarSeriesSettings.HolidayCalendar;
import java.time.LocalDate;

/**
 * What a date alone tells: day of the week (one of seven), annual harmonics (sine and cosine pairs
 * of the year's angle), and holidays. Holidays are a flag for each, one that all major ones share
 * (so that what one teaches serves the others), one for the day before a major one and one for the
 * day after.
 */
final class CalendarConditions {
  private static final int DAYS_OF_WEEK = 7;
  private static final int SHARED_HOLIDAY_FLAGS = 3;

  private final CalendarSeriesSettings settings;

  CalendarConditions(CalendarSeriesSettings settings) {
    this.settings = settings;
  }

  /** How many numbers describe a date. */
  int width() {
    return (settings.weekday() ? DAYS_OF_WEEK : 0)
        + 2 * settings.annualHarmonics()
        + switch (settings.holidays()) {
          case NONE -> 0;
          case US -> UsHoliday.values().length + SHARED_HOLIDAY_FLAGS;
        };
  }

  /**
   * Describes a date.
   *
   * @param target receives {@link #width()} numbers; comes all zero
   * @param offset where they begin
   * @return where they end
   */
  int describe(LocalDate date, float[] target, int offset) {
    int at = offset;
    if (settings.weekday()) {
      target[at + date.getDayOfWeek().getValue() - 1] = 1;
      at += DAYS_OF_WEEK;
    }
    double year = 2 * Math.PI * (date.getDayOfYear() - 1) / date.lengthOfYear();
    for (int k = 1; k <= settings.annualHarmonics(); k++) {
      target[at++] = (float) Math.sin(k * year);
      target[at++] = (float) Math.cos(k * year);
    }
    if (settings.holidays() == HolidayCalendar.US) {
      UsHoliday today = UsHoliday.on(date).orElse(null);
      for (UsHoliday holiday : UsHoliday.values()) {
        target[at++] = flag(holiday == today);
      }
      target[at++] = flag(isMajorHoliday(date));
      target[at++] = flag(isMajorHoliday(date.plusDays(1)));
      target[at++] = flag(isMajorHoliday(date.minusDays(1)));
    }
    return at;
  }

  /** Whether a date is a major holiday of the calendar in use. */
  boolean isMajorHoliday(LocalDate date) {
    return switch (settings.holidays()) {
      case NONE -> false;
      case US -> UsHoliday.on(date).map(UsHoliday::major).orElse(false);
    };
  }

  /** A condition that is 1 for true and 0 for false. */
  static float flag(boolean value) {
    return value ? 1 : 0;
  }
}
