package io.stagger.forecasting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TestSeriesTable {
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 30);

  private static SeriesTable daily(int rows) {
    return SeriesTable.of(
        IntStream.range(0, rows).mapToObj(FIRST::plusDays).toList(),
        List.of("a", "b"),
        IntStream.range(0, rows)
            .mapToObj(row -> new double[] {row, 10 * row})
            .toArray(double[][]::new));
  }

  private static Spacing spacing(String... dates) {
    return Spacing.of(java.util.Arrays.stream(dates).map(LocalDate::parse).toList());
  }

  @Test
  void datesGoOnAndValuesEndBeyondTheLastRow() {
    SeriesTable table = daily(5);
    assertThat(table.date(4)).isEqualTo(LocalDate.of(2024, 2, 3));
    assertThat(table.date(6)).isEqualTo(LocalDate.of(2024, 2, 5));
    assertThat(table.value(4, 1)).isEqualTo(40);
    assertThat(table.value(5, 1)).isNaN();
    assertThat(table.value(-1, 0)).isNaN();
  }

  @Test
  void valuesAreCopied() {
    double[][] values = {{1}, {2}};
    SeriesTable table = SeriesTable.of(List.of(FIRST, FIRST.plusDays(1)), List.of("a"), values);
    values[0][0] = 9;
    assertThat(table.value(0, 0)).isEqualTo(1);
  }

  @Test
  void spacingIsTheMostFrequentOne() {
    assertThat(spacing("2024-01-01", "2024-01-08", "2024-01-22", "2024-01-29"))
        .isEqualTo(new Spacing(ChronoUnit.DAYS, 7));
    assertThat(spacing("2024-01-01", "2024-01-02", "2024-01-04"))
        .as("the shorter of two equally frequent ones")
        .isEqualTo(new Spacing(ChronoUnit.DAYS, 1));
  }

  @Test
  void monthsAreRecognizedAndGoOn() {
    Spacing quarters = spacing("2023-03-31", "2023-06-30", "2023-09-30");
    assertThat(quarters).isEqualTo(new Spacing(ChronoUnit.MONTHS, 3));
    assertThat(quarters.after(LocalDate.of(2023, 9, 30), 1)).isEqualTo(LocalDate.of(2023, 12, 31));
    assertThat(spacing("2023-01-15", "2023-02-15", "2023-03-15"))
        .isEqualTo(new Spacing(ChronoUnit.MONTHS, 1));
  }

  @Test
  void whatIsNotATableIsRefused() {
    List<LocalDate> dates = List.of(FIRST, FIRST.plusDays(1));
    assertThatThrownBy(
            () -> SeriesTable.of(dates, List.of("a", "a"), new double[][] {{1, 2}, {3, 4}}))
        .hasMessage("The names of series differ, but not in [a, a].");
    assertThatThrownBy(
            () -> SeriesTable.of(dates, List.of("a"), new double[][] {{1}, {Double.NaN}}))
        .hasMessage("The value of 'a' on 2024-01-31 is NaN, but values are finite.");
    assertThatThrownBy(
            () -> SeriesTable.of(List.of(FIRST, FIRST), List.of("a"), new double[][] {{1}, {2}}))
        .hasMessage("Dates rise, but 2024-01-30 follows 2024-01-30.");
    assertThatThrownBy(() -> SeriesTable.of(dates, List.of("a"), new double[][] {{1}, {2, 3}}))
        .hasMessage("The row of 2024-01-31 holds 2 values, but there are 1 series.");
    assertThatThrownBy(() -> SeriesTable.of(dates, List.of("a"), new double[][] {{1}}))
        .hasMessageContaining("not 2 dates, 1 rows and 1 series");
  }

  @Test
  void aWindowSeesHistoryButNothingAfterItself() {
    SeriesWindow window = SeriesWindow.of(daily(10), 4, 3);
    assertThat(window.value(0, 0)).isEqualTo(4);
    assertThat(window.value(-4, 0)).isZero();
    assertThat(window.value(-5, 0)).isNaN();
    assertThat(window.sum(2)).isEqualTo(66);
    assertThat(window.date(-1)).isEqualTo(FIRST.plusDays(3));
    assertThatThrownBy(() -> window.value(3, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aPredictionReplacesTheValuesOfTheWindowAlone() {
    SeriesWindow window = SeriesWindow.of(daily(10), 4, 2);
    SeriesWindow predicted = window.withValues(new double[] {1, 2, 3, 4});
    assertThat(predicted.value(1, 0)).isEqualTo(3);
    assertThat(predicted.value(-1, 0)).isEqualTo(3);
    assertThat(predicted).isNotEqualTo(window);
    assertThat(predicted.first(1).length()).isEqualTo(1);
    assertThat(predicted.first(1).value(0, 1)).isEqualTo(2);
    assertThatThrownBy(() -> window.withValues(new double[3]))
        .hasMessage("A window of 2 steps and 2 series holds 4 values, not 3.");
    assertThatThrownBy(() -> window.first(3))
        .hasMessage("The first 1 to 2 steps can be taken, not 3.");
  }

  @Test
  void aWindowPastTheEndIsUnknownThere() {
    SeriesWindow window = SeriesWindow.of(daily(10), 8, 4);
    assertThat(window.value(1, 0)).isEqualTo(9);
    assertThat(window.value(2, 0)).isNaN();
    assertThat(window.sum(2)).isNaN();
    assertThat(window.date(3)).isEqualTo(FIRST.plusDays(11));
  }
}
