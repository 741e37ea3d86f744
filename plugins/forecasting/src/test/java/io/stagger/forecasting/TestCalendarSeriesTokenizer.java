package io.stagger.forecasting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import io.stagger.forecasting.CalendarSeriesSettings.HolidayCalendar;
import io.stagger.forecasting.CalendarSeriesSettings.Scaling;
import io.stagger.forecasting.CalendarSeriesSettings.WindowNormalization;
import io.stagger.testkit.TokenizerConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestCalendarSeriesTokenizer {
  private static final int WEEKDAYS = 7;

  /** The promises of every tokenizer, on the boardings. */
  private interface OnBoardings extends TokenizerConformance<SeriesWindow> {
    CalendarSeriesSettings settings();

    @Override
    default TokenizerFactory<SeriesWindow> tokenizerFactory() {
      return new CalendarSeriesTokenizerFactory(settings());
    }

    @Override
    default DataSource<SeriesWindow> openDataSource() {
      return TestingSettings.chicago();
    }

    @Override
    default void assertSampleEquals(SeriesWindow actual, SeriesWindow expected) {
      assertThat(actual.table()).isSameAs(expected.table());
      assertThat(actual.start()).isEqualTo(expected.start());
      assertThat(actual.length()).isEqualTo(expected.length());
      for (int time = 0; time < expected.length(); time++) {
        for (int s = 0; s < expected.seriesCount(); s++) {
          assertThat(actual.value(time, s)).isCloseTo(expected.value(time, s), within(1e-4));
        }
      }
    }
  }

  @Nested
  final class Standard implements OnBoardings {
    @Override
    public CalendarSeriesSettings settings() {
      return TestingSettings.tokenizer(Scaling.STANDARD, WindowNormalization.NONE);
    }
  }

  @Nested
  final class StandardByContext implements OnBoardings {
    @Override
    public CalendarSeriesSettings settings() {
      return TestingSettings.tokenizer(Scaling.STANDARD, WindowNormalization.CONTEXT);
    }
  }

  @Nested
  final class MeanAbsoluteByContext implements OnBoardings {
    @Override
    public CalendarSeriesSettings settings() {
      return TestingSettings.tokenizer(Scaling.MEAN_ABSOLUTE, WindowNormalization.CONTEXT);
    }
  }

  @Nested
  final class Robust implements OnBoardings {
    @Override
    public CalendarSeriesSettings settings() {
      return TestingSettings.tokenizer(Scaling.ROBUST, WindowNormalization.NONE);
    }
  }

  @TempDir Path folder;

  private final TestingSettings source = new TestingSettings();

  /** Days from Monday 2024-01-01, in one series. */
  private CsvSeriesSource open(double... values) throws IOException {
    StringBuilder csv = new StringBuilder("date,x\n");
    for (int row = 0; row < values.length; row++) {
      csv.append(LocalDate.of(2024, 1, 1).plusDays(row)).append(',').append(values[row]);
      csv.append('\n');
    }
    Files.writeString(folder.resolve(source.file), csv);
    return source.open(folder);
  }

  private CsvSeriesSource openCounting(int rows) throws IOException {
    double[] values = new double[rows];
    java.util.Arrays.setAll(values, row -> row);
    return open(values);
  }

  private static CalendarSeriesTokenizerFactory factory(
      Scaling scaling,
      WindowNormalization normalization,
      HolidayCalendar holidays,
      Integer... lags) {
    return new CalendarSeriesTokenizerFactory(
        new CalendarSeriesSettings(scaling, normalization, true, 0, holidays, List.of(lags)));
  }

  private static CalendarSeriesTokenizerFactory factory(Integer... lags) {
    return factory(Scaling.STANDARD, WindowNormalization.NONE, HolidayCalendar.NONE, lags);
  }

  private static float condition(Tokens tokens, int time, int index) {
    return tokens.conditions().get(time * tokens.spec().conditionWidth() + index);
  }

  @Test
  void scalingIsLearnedFromTrainingRows() throws IOException {
    source.testWindows = 1;
    source.validationWindows = 0;
    // Training rows are 0 to 9; the windows that count are rows 0 to 4 and 5 to 9.
    CsvSeriesSource rows = open(0, 2, 4, 6, 8, 0, 2, 4, 6, 8, 1000, 1000);
    Map<String, double[]> standard = factory().fit(rows).statistics().values();
    assertThat(standard.get("center")).containsExactly(4);
    assertThat(standard.get("scale")[0]).isCloseTo(Math.sqrt(8), within(1e-12));
    Statistics absolute =
        factory(Scaling.MEAN_ABSOLUTE, WindowNormalization.NONE, HolidayCalendar.NONE)
            .fit(rows)
            .statistics();
    assertThat(absolute.get("center")).containsExactly(0);
    assertThat(absolute.get("scale")).containsExactly(4);
    Statistics robust =
        factory(Scaling.ROBUST, WindowNormalization.NONE, HolidayCalendar.NONE)
            .fit(rows)
            .statistics();
    assertThat(robust.get("center")).containsExactly(4);
    assertThat(robust.get("scale")[0]).isCloseTo(4 / 1.3489795, within(1e-6));
  }

  @Test
  void aConstantSeriesStaysFinite() throws IOException {
    CsvSeriesSource rows = open(new double[20]);
    for (WindowNormalization normalization : WindowNormalization.values()) {
      Tokenizer<SeriesWindow> tokenizer =
          factory(Scaling.STANDARD, normalization, HolidayCalendar.NONE).fit(rows);
      SeriesWindow sample = rows.get(Split.TEST, 0);
      Tokens tokens = tokenizer.encode(sample);
      assertThat(tokens.values().get(0)).isZero();
      assertThat(tokenizer.decode(tokens, sample)).isEqualTo(sample);
    }
  }

  @Test
  void weekdaysAreOneHot() throws IOException {
    CsvSeriesSource rows = openCounting(20);
    Tokens tokens = factory().fit(rows).encode(rows.get(Split.TRAIN, 1));
    assertThat(tokens.spec().conditionWidth()).isEqualTo(WEEKDAYS);
    for (int day = 0; day < WEEKDAYS; day++) {
      assertThat(condition(tokens, 0, day)).as("Tuesday, flag %d", day).isEqualTo(day == 1 ? 1 : 0);
    }
  }

  @Test
  void harmonicsTurnOnceAYear() throws IOException {
    CsvSeriesSource rows = openCounting(20);
    CalendarSeriesSettings settings =
        new CalendarSeriesSettings(
            Scaling.STANDARD, WindowNormalization.NONE, false, 2, HolidayCalendar.NONE, List.of());
    Tokens tokens =
        new CalendarSeriesTokenizerFactory(settings).fit(rows).encode(rows.get(Split.TRAIN, 0));
    assertThat(tokens.spec().conditionWidth()).isEqualTo(4);
    assertThat(condition(tokens, 0, 0)).isZero();
    assertThat(condition(tokens, 0, 1)).isEqualTo(1);
    double day = 2 * Math.PI / 366;
    assertThat(condition(tokens, 1, 0)).isCloseTo((float) Math.sin(day), within(1e-6f));
    assertThat(condition(tokens, 1, 3)).isCloseTo((float) Math.cos(2 * day), within(1e-6f));
  }

  @Test
  void holidaysAreFlaggedWithTheirEvesAndMorrows() throws IOException {
    source.history = 2;
    CsvSeriesSource rows = openCounting(20);
    Tokens tokens =
        factory(Scaling.STANDARD, WindowNormalization.NONE, HolidayCalendar.US, 2)
            .fit(rows)
            // From January 3.
            .encode(rows.get(Split.TRAIN, 0));
    int holidays = UsHoliday.values().length;
    int tomorrow = WEEKDAYS + holidays + 1;
    int laggedHoliday = WEEKDAYS + holidays + 3 + 1;
    assertThat(tokens.spec().conditionWidth()).isEqualTo(laggedHoliday + 1);
    assertThat(condition(tokens, 0, laggedHoliday)).as("New Year two days before").isEqualTo(1);
    assertThat(condition(tokens, 1, laggedHoliday)).isZero();
    SeriesWindow newYear = SeriesWindow.of(rows.table(), 0, 2);
    Tokenizer<SeriesWindow> tokenizer =
        factory(Scaling.STANDARD, WindowNormalization.NONE, HolidayCalendar.US, 2).fit(rows);
    Tokens first = tokenizer.encode(newYear);
    assertThat(condition(first, 0, WEEKDAYS)).as("New Year").isEqualTo(1);
    assertThat(condition(first, 0, WEEKDAYS + holidays)).as("a major holiday").isEqualTo(1);
    assertThat(condition(first, 1, WEEKDAYS)).isZero();
    assertThat(condition(first, 0, tomorrow)).as("a major holiday tomorrow").isZero();
    assertThat(condition(first, 1, tomorrow + 1)).as("a major holiday yesterday").isEqualTo(1);
  }

  @Test
  void laggedValuesAreScaledLikeTheWindow() throws IOException {
    source.history = 3;
    CsvSeriesSource rows = openCounting(20);
    Tokenizer<SeriesWindow> tokenizer =
        factory(Scaling.STANDARD, WindowNormalization.CONTEXT, HolidayCalendar.NONE, 3, 2)
            .fit(rows);
    SeriesWindow sample = rows.get(Split.TRAIN, 2);
    double level = (5 + 6 + 7) / 3.0;
    double center = tokenizer.statistics().get("center")[0];
    double scale = tokenizer.statistics().get("scale")[0];
    Tokens tokens = tokenizer.encode(sample);
    assertThat(tokens.values().get(4))
        .isCloseTo((float) ((9 / level - center) / scale), within(1e-5f));
    assertThat(condition(tokens, 4, WEEKDAYS))
        .isCloseTo((float) ((6 / level - center) / scale), within(1e-5f));
    assertThat(condition(tokens, 4, WEEKDAYS + 1))
        .isCloseTo((float) ((7 / level - center) / scale), within(1e-5f));
  }

  @Test
  void nothingOfTheFutureIsLookedAt() throws IOException {
    source.history = 3;
    CsvSeriesSource rows = openCounting(20);
    Tokenizer<SeriesWindow> tokenizer =
        factory(Scaling.STANDARD, WindowNormalization.CONTEXT, HolidayCalendar.US, 3, 2).fit(rows);
    SeriesWindow sample = rows.get(Split.TEST, 0);
    double[] changed = new double[5];
    for (int time = 0; time < 5; time++) {
      changed[time] = time < 3 ? sample.value(time, 0) : -1e6;
    }
    SeriesWindow other = sample.withValues(changed);
    assertThat(tokenizer.encode(other).conditions())
        .isEqualTo(tokenizer.encode(sample).conditions());
    for (int time = 0; time < 3; time++) {
      assertThat(tokenizer.encode(other).values().get(time))
          .isEqualTo(tokenizer.encode(sample).values().get(time));
    }
    // A template whose future differs decodes to the same values.
    Tokens tokens = tokenizer.encode(sample);
    assertThat(tokenizer.decode(tokens, other)).isEqualTo(tokenizer.decode(tokens, sample));
  }

  @Test
  void aClosedContextKeepsTheWindowBounded() throws IOException {
    double[] values = new double[40];
    java.util.Arrays.fill(values, 10);
    java.util.Arrays.fill(values, 34, 38, 0);
    CsvSeriesSource rows = open(values);
    Tokenizer<SeriesWindow> tokenizer =
        factory(Scaling.MEAN_ABSOLUTE, WindowNormalization.CONTEXT, HolidayCalendar.NONE).fit(rows);
    Tokens tokens = tokenizer.encode(rows.get(Split.TEST, 1));
    assertThat(tokens.values().get(0)).isZero();
    assertThat(tokens.values().get(4)).isCloseTo(10, within(1e-4f));
  }

  @Test
  void theFutureIsPaddingWithConditions() throws IOException {
    source.history = 7;
    CsvSeriesSource rows = openCounting(30);
    Tokenizer<SeriesWindow> tokenizer = factory(7).fit(rows);
    SeriesWindow future = rows.get(Split.FUTURE, 0);
    Tokens tokens = tokenizer.encode(future);
    assertThat(tokens.isReal(2)).isTrue();
    assertThat(tokens.isReal(3)).isFalse();
    assertThat(tokens.values().get(3)).isZero();
    // 2024-01-31 is a Wednesday; seven rows before it lies row 23.
    assertThat(condition(tokens, 3, 2)).isEqualTo(1);
    double center = tokenizer.statistics().get("center")[0];
    double scale = tokenizer.statistics().get("scale")[0];
    assertThat(condition(tokens, 3, WEEKDAYS))
        .isCloseTo((float) ((23 - center) / scale), within(1e-5f));
    SeriesWindow sampled =
        tokenizer.decode(
            Tokens.ofReal(
                tokenizer.spec(), new float[5], new float[5 * tokenizer.spec().conditionWidth()]),
            future);
    assertThat(sampled.value(4, 0)).isCloseTo(center, within(1e-9));
    assertThat(sampled.date(4)).isEqualTo(LocalDate.of(2024, 2, 1));
  }

  @Test
  void fewerTokensDecodeToAShorterWindow() throws IOException {
    CsvSeriesSource rows = openCounting(20);
    Tokenizer<SeriesWindow> tokenizer = factory().fit(rows);
    SeriesWindow sample = rows.get(Split.TEST, 0);
    assertThat(tokenizer.decode(tokenizer.encode(sample.first(2)), sample).length()).isEqualTo(2);
  }

  @Test
  void aLagWithinTheHorizonIsRefused() throws IOException {
    source.history = 7;
    CsvSeriesSource rows = openCounting(30);
    assertThatThrownBy(() -> factory(7, 1).fit(rows))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'lags' holds 1, but a lag is at least the horizon, 2, because values within the horizon are not known when they are forecast.");
  }

  @Test
  void aLagBeyondTheHistoryIsRefused() throws IOException {
    source.history = 7;
    CsvSeriesSource rows = openCounting(30);
    assertThatThrownBy(() -> factory(7, 8).fit(rows))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'lags' holds 8, but only 7 rows lie before the first training window; raise 'history' of the data source to 8, or leave the lag out.");
  }

  @Test
  void repeatedLagsAreRefused() {
    assertThatThrownBy(() -> factory(7, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'lags' is [7, 7], but each lag is given once.");
  }

  @Test
  void dataOfAnotherWidthIsRefused() throws IOException {
    Tokenizer<SeriesWindow> tokenizer = factory().fit(openCounting(20));
    SeriesWindow other = TestingSettings.chicago().get(Split.TEST, 0);
    assertThatThrownBy(() -> tokenizer.encode(other))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The model was trained on 1 series, but the data has 20: Austin, Quincy_Wells,");
  }

  @Test
  void statisticsThatDoNotFitTogetherAreRefused() {
    Statistics damaged =
        new Statistics(
            Map.of(
                "center", new double[2],
                "scale", new double[1],
                "usual-level", new double[2],
                "known-length", new double[1]));
    assertThatThrownBy(() -> factory().restore(damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 centers, 1 scales, 2 levels and 1 known lengths");
  }
}
