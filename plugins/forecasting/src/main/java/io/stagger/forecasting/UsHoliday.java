package io.stagger.forecasting;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/**
 * Holidays of the United States by rule, as far as they move traffic, trade and energy. A holiday
 * with a fixed date that falls on a weekend is also observed on the Friday before or the Monday
 * after, as federal law has it.
 */
public enum UsHoliday {
  /** January 1. */
  NEW_YEAR(true),
  /** The third Monday of January. */
  MARTIN_LUTHER_KING(false),
  /** The third Monday of February. */
  PRESIDENTS(false),
  /** The last Monday of May. */
  MEMORIAL(true),
  /** June 19, since 2021. */
  JUNETEENTH(false),
  /** July 4. */
  INDEPENDENCE(true),
  /** The first Monday of September. */
  LABOR(true),
  /** The second Monday of October. */
  COLUMBUS(false),
  /** November 11. */
  VETERANS(false),
  /** The fourth Thursday of November. */
  THANKSGIVING(true),
  /** The day after Thanksgiving. */
  DAY_AFTER_THANKSGIVING(false),
  /** December 24; not observed on other days. */
  CHRISTMAS_EVE(false),
  /** December 25. */
  CHRISTMAS(true);

  private static final int FIRST_JUNETEENTH = 2021;

  private final boolean major;

  UsHoliday(boolean major) {
    this.major = major;
  }

  /** Whether nearly everything is closed, so that the day resembles a Sunday. */
  public boolean major() {
    return major;
  }

  /** The holiday on a date, the day itself or the day on which it is observed. */
  public static Optional<UsHoliday> on(LocalDate date) {
    for (UsHoliday holiday : values()) {
      if (holiday.includes(date)) {
        return Optional.of(holiday);
      }
    }
    return Optional.empty();
  }

  private boolean includes(LocalDate date) {
    return switch (this) {
      case NEW_YEAR -> isObserved(date, 1, 1);
      case MARTIN_LUTHER_KING -> isWeekday(date, 1, DayOfWeek.MONDAY, 3);
      case PRESIDENTS -> isWeekday(date, 2, DayOfWeek.MONDAY, 3);
      case MEMORIAL -> isWeekday(date, 5, DayOfWeek.MONDAY, -1);
      case JUNETEENTH -> date.getYear() >= FIRST_JUNETEENTH && isObserved(date, 6, 19);
      case INDEPENDENCE -> isObserved(date, 7, 4);
      case LABOR -> isWeekday(date, 9, DayOfWeek.MONDAY, 1);
      case COLUMBUS -> isWeekday(date, 10, DayOfWeek.MONDAY, 2);
      case VETERANS -> isObserved(date, 11, 11);
      case THANKSGIVING -> isWeekday(date, 11, DayOfWeek.THURSDAY, 4);
      case DAY_AFTER_THANKSGIVING -> isWeekday(date.minusDays(1), 11, DayOfWeek.THURSDAY, 4);
      case CHRISTMAS_EVE -> date.getMonthValue() == 12 && date.getDayOfMonth() == 24;
      case CHRISTMAS -> isObserved(date, 12, 25);
    };
  }

  private static boolean isWeekday(LocalDate date, int month, DayOfWeek day, int ordinal) {
    return date.getMonthValue() == month
        && date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(ordinal, day)));
  }

  private static boolean isObserved(LocalDate date, int month, int day) {
    return isFixed(date, month, day)
        || (date.getDayOfWeek() == DayOfWeek.FRIDAY && isFixed(date.plusDays(1), month, day))
        || (date.getDayOfWeek() == DayOfWeek.MONDAY && isFixed(date.minusDays(1), month, day));
  }

  private static boolean isFixed(LocalDate date, int month, int day) {
    return date.getMonthValue() == month && date.getDayOfMonth() == day;
  }
}
