package io.stagger.forecasting;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A stretch of a table: the sample of the forecasting modality. Immutable.
 *
 * <p>Time is counted from the window's first row. What comes before, at negative times, is the
 * table's history, so that lagged values and baselines can be computed; what comes after the window
 * can't be seen through it. A window that holds a prediction has values of its own in place of the
 * table's.
 */
public final class SeriesWindow {
  private final SeriesTable table;
  private final int start;
  private final int length;
  private final double[] values;

  private SeriesWindow(SeriesTable table, int start, int length, double[] values) {
    this.table = table;
    this.start = start;
    this.length = length;
    this.values = values;
  }

  /**
   * A window with the table's values; those beyond the table's end are not-a-number.
   *
   * @param start its first row, from 0 to {@code table.rows() - 1}
   * @param length its number of steps, at least 1
   */
  public static SeriesWindow of(SeriesTable table, int start, int length) {
    Objects.checkIndex(start, table.rows());
    if (length < 1) {
      throw new IllegalArgumentException("A window has at least 1 step, not " + length + ".");
    }
    int count = table.names().size();
    double[] values = new double[length * count];
    for (int time = 0; time < length; time++) {
      for (int series = 0; series < count; series++) {
        values[time * count + series] = table.value(start + time, series);
      }
    }
    return new SeriesWindow(table, start, length, values);
  }

  /**
   * The same stretch with other values.
   *
   * @param newValues row-major [time, series]; copied
   */
  public SeriesWindow withValues(double[] newValues) {
    if (newValues.length != values.length) {
      throw new IllegalArgumentException(
          "A window of %d steps and %d series holds %d values, not %d."
              .formatted(length, seriesCount(), values.length, newValues.length));
    }
    return new SeriesWindow(table, start, length, newValues.clone());
  }

  /**
   * The first steps of this window.
   *
   * @param newLength from 1 to {@link #length()}
   */
  public SeriesWindow first(int newLength) {
    if (newLength < 1 || newLength > length) {
      throw new IllegalArgumentException(
          "The first 1 to %d steps can be taken, not %d.".formatted(length, newLength));
    }
    return new SeriesWindow(
        table, start, newLength, Arrays.copyOf(values, newLength * seriesCount()));
  }

  /** The table that the window belongs to. */
  public SeriesTable table() {
    return table;
  }

  /** The table's row at time 0, which is also how many steps of history there are. */
  public int start() {
    return start;
  }

  /** The number of steps. */
  public int length() {
    return length;
  }

  /** The names of the series, in order. */
  public List<String> names() {
    return table.names();
  }

  /** The number of series. */
  public int seriesCount() {
    return table.names().size();
  }

  /**
   * The date of a step.
   *
   * @param time from {@code -start()} up
   */
  public LocalDate date(int time) {
    return table.date(start + time);
  }

  /**
   * A value, or not-a-number where it is unknown: before the table, or in the future.
   *
   * @param time less than {@link #length()}; negative times are history
   * @param series from 0 to {@code seriesCount() - 1}
   */
  public double value(int time, int series) {
    if (time < 0) {
      return table.value(start + time, series);
    }
    Objects.checkIndex(time, length);
    Objects.checkIndex(series, seriesCount());
    return values[time * seriesCount() + series];
  }

  /** The sum over all series at a time; not-a-number if any is unknown. */
  public double sum(int time) {
    double sum = 0;
    for (int series = 0; series < seriesCount(); series++) {
      sum += value(time, series);
    }
    return sum;
  }

  /** Two windows are equal if they are the same stretch of the same table with equal values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SeriesWindow that
        && that.table == table
        && that.start == start
        && Arrays.equals(that.values, values);
  }

  @Override
  public int hashCode() {
    return 31 * start + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "%d series from %s to %s".formatted(seriesCount(), date(0), date(length - 1));
  }
}
