package io.stagger.forecasting;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far apart dates are: a number of days, or a number of months for monthly, quarterly and
 * yearly tables.
 *
 * @param unit {@link ChronoUnit#DAYS} or {@link ChronoUnit#MONTHS}
 * @param amount how many of the unit, at least 1
 */
public record Spacing(ChronoUnit unit, long amount) {
  /** Checks unit and amount. */
  public Spacing {
    if (unit != ChronoUnit.DAYS && unit != ChronoUnit.MONTHS) {
      throw new IllegalArgumentException("Dates are days or months apart, not " + unit + ".");
    }
    if (amount < 1) {
      throw new IllegalArgumentException("Dates are at least 1 apart, not " + amount + ".");
    }
  }

  /** A place where dates are farther apart than elsewhere. */
  record Gap(LocalDate before, LocalDate after) {}

  /**
   * The most frequent distance of neighboring dates; the shorter one if two are equally frequent.
   * Dates that are all on the same day of the month, or all on a month's last day, are months
   * apart.
   *
   * @param dates strictly rising, at least two
   */
  static Spacing of(List<LocalDate> dates) {
    ChronoUnit unit = areMonthly(dates) ? ChronoUnit.MONTHS : ChronoUnit.DAYS;
    Map<Long, Integer> counts = new TreeMap<>();
    for (int i = 1; i < dates.size(); i++) {
      counts.merge(distance(unit, dates.get(i - 1), dates.get(i)), 1, Integer::sum);
    }
    // max keeps the last of equals, so the reversed order of amounts makes the shortest win.
    Comparator<Map.Entry<Long, Integer>> byCount = Map.Entry.comparingByValue();
    Comparator<Map.Entry<Long, Integer>> shortestLast =
        Map.Entry.<Long, Integer>comparingByKey().reversed();
    return counts.entrySet().stream()
        .max(byCount.thenComparing(shortestLast))
        .map(entry -> new Spacing(unit, entry.getKey()))
        .orElseThrow(() -> new IllegalArgumentException("Spacing needs at least 2 dates."));
  }

  private static boolean areMonthly(List<LocalDate> dates) {
    int day = dates.get(0).getDayOfMonth();
    return dates.stream().allMatch(date -> date.getDayOfMonth() == day)
        || dates.stream().allMatch(date -> date.getDayOfMonth() == date.lengthOfMonth());
  }

  private static long distance(ChronoUnit unit, LocalDate from, LocalDate to) {
    return unit == ChronoUnit.DAYS
        ? ChronoUnit.DAYS.between(from, to)
        : ChronoUnit.MONTHS.between(from.withDayOfMonth(1), to.withDayOfMonth(1));
  }

  /** The date that lies {@code count} spacings after another. */
  LocalDate after(LocalDate date, int count) {
    if (unit == ChronoUnit.DAYS) {
      return date.plusDays(amount * count);
    }
    LocalDate moved = date.plusMonths(amount * count);
    boolean monthEnd = date.getDayOfMonth() == date.lengthOfMonth();
    return monthEnd ? moved.withDayOfMonth(moved.lengthOfMonth()) : moved;
  }

  /** The places where neighboring dates are not this far apart. */
  List<Gap> gaps(List<LocalDate> dates) {
    List<Gap> gaps = new ArrayList<>();
    for (int i = 1; i < dates.size(); i++) {
      if (distance(unit, dates.get(i - 1), dates.get(i)) != amount) {
        gaps.add(new Gap(dates.get(i - 1), dates.get(i)));
      }
    }
    return gaps;
  }

  @Override
  public String toString() {
    String name = unit == ChronoUnit.DAYS ? "day" : "month";
    return amount == 1 ? "1 " + name : amount + " " + name + "s";
  }
}
