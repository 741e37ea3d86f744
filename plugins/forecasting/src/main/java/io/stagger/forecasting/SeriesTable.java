package io.stagger.forecasting;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * Several series over the same dates: values [time, series], complete and immutable.
 *
 * <p>Rows count from 0 at the oldest date. Beyond the last row, dates go on at the table's spacing
 * and values are unknown, which is what a forecast of the future needs.
 */
public final class SeriesTable {
  private final List<LocalDate> dates;
  private final List<String> names;
  private final double[][] values;
  private final Spacing spacing;

  private SeriesTable(List<LocalDate> dates, List<String> names, double[][] values) {
    this.dates = dates;
    this.names = names;
    this.values = values;
    this.spacing = Spacing.of(dates);
  }

  /**
   * Copies a table.
   *
   * @param dates strictly rising, at least two
   * @param names one for each series, at least one, all different
   * @param values [time, series], finite
   * @throws IllegalArgumentException if the sizes don't fit, dates don't rise, names repeat, or a
   *     value is not finite
   */
  public static SeriesTable of(List<LocalDate> dates, List<String> names, double[][] values) {
    if (dates.size() < 2 || dates.size() != values.length || names.isEmpty()) {
      throw new IllegalArgumentException(
          "A table has at least 2 rows, as many dates as rows and at least 1 series, not %d dates, %d rows and %d series."
              .formatted(dates.size(), values.length, names.size()));
    }
    if (names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("The names of series differ, but not in " + names + ".");
    }
    double[][] copy = new double[values.length][];
    for (int row = 0; row < values.length; row++) {
      if (row > 0 && !dates.get(row).isAfter(dates.get(row - 1))) {
        throw new IllegalArgumentException(
            "Dates rise, but %s follows %s.".formatted(dates.get(row), dates.get(row - 1)));
      }
      copy[row] = checkedRow(values[row], names, dates.get(row));
    }
    return new SeriesTable(List.copyOf(dates), List.copyOf(names), copy);
  }

  private static double[] checkedRow(double[] row, List<String> names, LocalDate date) {
    if (row.length != names.size()) {
      throw new IllegalArgumentException(
          "The row of %s holds %d values, but there are %d series."
              .formatted(date, row.length, names.size()));
    }
    for (int s = 0; s < row.length; s++) {
      if (!Double.isFinite(row[s])) {
        throw new IllegalArgumentException(
            "The value of '%s' on %s is %s, but values are finite."
                .formatted(names.get(s), date, row[s]));
      }
    }
    return row.clone();
  }

  /** The number of rows. */
  public int rows() {
    return values.length;
  }

  /** The names of the series, in order. */
  public List<String> names() {
    return names;
  }

  /** The spacing of the dates. */
  public Spacing spacing() {
    return spacing;
  }

  /**
   * The date of a row; beyond the last row, dates go on at the table's spacing.
   *
   * @param row at least 0
   */
  public LocalDate date(int row) {
    int last = values.length - 1;
    return row <= last ? dates.get(row) : spacing.after(dates.get(last), row - last);
  }

  /**
   * The value of a series in a row, or not-a-number before the first and beyond the last row.
   *
   * @param series from 0 to {@code names().size() - 1}
   */
  public double value(int row, int series) {
    Objects.checkIndex(series, names.size());
    return row < 0 || row >= values.length ? Double.NaN : values[row][series];
  }

  @Override
  public String toString() {
    return "%d series, %d rows from %s to %s"
        .formatted(names.size(), rows(), date(0), date(rows() - 1));
  }
}
