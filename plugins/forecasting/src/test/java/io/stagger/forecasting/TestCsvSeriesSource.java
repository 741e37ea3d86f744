package io.stagger.forecasting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.forecasting.CsvSeriesSettings.GapPolicy;
import io.stagger.testkit.DataSourceConformance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class TestCsvSeriesSource implements DataSourceConformance<SeriesWindow> {
  @TempDir Path folder;

  private final TestingSettings settings = new TestingSettings();

  /** A file of daily rows that count up: row r holds r and -r. */
  private static String rows(int count) {
    StringBuilder csv = new StringBuilder("date,up,down\n");
    for (int row = 0; row < count; row++) {
      csv.append(LocalDate.of(2024, 1, 1).plusDays(row)).append(',').append(row).append(',');
      csv.append(-row).append('\n');
    }
    return csv.toString();
  }

  private CsvSeriesSource open(String csv) throws IOException {
    Files.writeString(folder.resolve(settings.file), csv);
    return settings.open(folder);
  }

  @Override
  public DataSource<SeriesWindow> openDataSource() {
    return openUnchecked(rows(30));
  }

  @Override
  public DataSource<SeriesWindow> openOtherDataSource() {
    return openUnchecked(rows(30).replace(",-", ",-1"));
  }

  private CsvSeriesSource openUnchecked(String csv) {
    try {
      return open(csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<?> steps(SeriesWindow sample) {
    return IntStream.range(0, sample.length())
        .mapToObj(time -> List.of(sample.date(time), sample.value(time, 0), sample.value(time, 1)))
        .toList();
  }

  /** Windows of two tables are never equal. */
  @Override
  public void assertSampleEquals(SeriesWindow actual, SeriesWindow expected) {
    assertThat(steps(actual)).isEqualTo(steps(expected));
  }

  private void assertRefused(String csv, String sentence) {
    assertThatThrownBy(() -> open(csv)).isInstanceOf(StaggerException.class).hasMessage(sentence);
  }

  @Test
  void testAndValidationWindowsEndWithTheDataAndTrainingEndsBefore() throws IOException {
    settings.history = 4;
    CsvSeriesSource source = open(rows(30));
    // Test forecasts rows 26-27 and 28-29, validation 22-23 and 24-25, training up to row 21.
    assertThat(source.size(Split.TEST)).isEqualTo(2);
    assertThat(source.get(Split.TEST, 1).value(4, 0)).isEqualTo(29);
    assertThat(source.get(Split.TEST, 0).value(3, 0)).isEqualTo(26);
    assertThat(source.get(Split.VALIDATION, 0).value(3, 0)).isEqualTo(22);
    assertThat(source.get(Split.VALIDATION, 1).value(4, 0)).isEqualTo(25);
    assertThat(source.get(Split.TRAIN, 0).start()).isEqualTo(4);
    long last = source.size(Split.TRAIN) - 1;
    assertThat(source.get(Split.TRAIN, last).value(4, 0)).isEqualTo(21);
    assertThat(source.size(Split.TRAIN)).isEqualTo(14);
    assertThat(source.knownLength()).isEqualTo(3);
    assertThat(source.sampleLength()).isEqualTo(5);
  }

  @Test
  void trainingCanGoOnUpToTheTestSpan() throws IOException {
    settings.trainOnValidation = true;
    CsvSeriesSource source = open(rows(30));
    long last = source.size(Split.TRAIN) - 1;
    assertThat(source.get(Split.TRAIN, last).value(4, 0)).isEqualTo(25);
    assertThat(source.get(Split.VALIDATION, 1).value(4, 0)).isEqualTo(25);
  }

  @Test
  void theStrideSpreadsWindows() throws IOException {
    settings.testStride = Optional.of(5);
    settings.validationWindows = 0;
    CsvSeriesSource source = open(rows(30));
    assertThat(source.get(Split.TEST, 0).value(4, 0)).isEqualTo(24);
    assertThat(source.size(Split.VALIDATION)).isZero();
    assertThat(source.get(Split.TRAIN, source.size(Split.TRAIN) - 1).value(4, 0)).isEqualTo(22);
  }

  @Test
  void theFutureIsUnknown() throws IOException {
    SeriesWindow future = open(rows(30)).get(Split.FUTURE, 0);
    assertThat(future.value(2, 0)).isEqualTo(29);
    assertThat(future.value(3, 0)).isNaN();
    assertThat(future.date(4)).isEqualTo(LocalDate.of(2024, 2, 1));
  }

  @Test
  void theSameNumberGivesAnEqualSample() throws IOException {
    CsvSeriesSource source = open(rows(30));
    assertThat(source.get(Split.TRAIN, 3))
        .isEqualTo(source.get(Split.TRAIN, 3))
        .hasSameHashCodeAs(source.get(Split.TRAIN, 3))
        .isNotEqualTo(source.get(Split.TRAIN, 4));
    assertThatThrownBy(() -> source.get(Split.TEST, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void seriesCanBeChosenAndOrdered() throws IOException {
    settings.series = List.of("down");
    assertThat(open(rows(30)).get(Split.TEST, 1).names()).containsExactly("down");
  }

  @Test
  void otherFormsOfFileAreRead() throws IOException {
    settings.separator = ";";
    settings.dateFormat = Optional.of("dd.MM.yyyy");
    settings.dateColumn = "Tag";
    StringBuilder csv = new StringBuilder("\uFEFFTag;\"a;b\"\r\n");
    for (int day = 1; day <= 28; day++) {
      csv.append("%02d.02.2023; 1.5e1\r\n\r\n".formatted(day));
    }
    CsvSeriesSource source = open(csv.toString());
    assertThat(source.table().names()).containsExactly("a;b");
    assertThat(source.get(Split.TEST, 1).value(0, 0)).isEqualTo(15);
    assertThat(source.description())
        .isEqualTo("data.csv: 1 series, 28 rows from 2023-02-01 to 2023-02-28");
  }

  @Test
  void gzipIsRecognizedByItsContent() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(rows(30).getBytes(StandardCharsets.UTF_8));
    }
    Files.write(folder.resolve("data.csv"), bytes.toByteArray());
    assertThat(settings.open(folder).table().rows()).isEqualTo(30);
  }

  @Test
  void theFingerprintIsTheHashOfTheRawFile() throws IOException {
    CsvSeriesSource source = open(rows(30));
    String first = source.fingerprint();
    assertThat(first).matches("[0-9a-f]{64}");
    assertThat(open(rows(30)).fingerprint()).isEqualTo(first);
    assertThat(open(rows(31)).fingerprint()).isNotEqualTo(first);
  }

  @Test
  void bundledBoardingsAreComplete() {
    CsvSeriesSource source = TestingSettings.chicago();
    assertThat(source.description())
        .isEqualTo("builtin:chicago-l: 20 series, 5698 rows from 2001-01-22 to 2016-08-28");
    assertThat(source.fingerprint())
        .isEqualTo("13aa3a32beb8907199d3e18c10aa87331e6d5866705e701f302ef8b35aedff2d");
    assertThat(source.get(Split.TEST, 25).date(41)).isEqualTo(LocalDate.of(2016, 8, 28));
    assertThat(source.get(Split.TEST, 0).date(28)).isEqualTo(LocalDate.of(2015, 8, 31));
    assertThat(source.size(Split.TRAIN)).isEqualTo(4565);
  }

  @Test
  void aMissingFileIsNamed() {
    settings.file = "no.csv";
    assertThatThrownBy(() -> settings.open(folder))
        .isInstanceOf(StaggerException.class)
        .hasMessage("'file' is 'no.csv', but there is no file " + folder.resolve("no.csv") + ".");
    settings.file = ".";
    assertThatThrownBy(() -> settings.open(folder))
        .hasMessage(
            "'file' is '.', but "
                + folder.resolve(".")
                + " is a directory rather than a CSV file.");
    settings.file = "builtin:chicago";
    assertThatThrownBy(() -> settings.open(folder))
        .hasMessage(
            "'file' is 'builtin:chicago', but the data that comes with Stagger is"
                + " builtin:chicago-l; did you mean 'chicago-l'?");
  }

  @Test
  void aCellThatIsNoNumberIsNamed() {
    assertRefused(
        rows(30).replace("2024-01-08,7,", "2024-01-08,n/a,"),
        "data.csv, line 9, column 'up' is 'n/a', but every cell holds a number such as 12.5.");
    assertRefused(
        rows(30).replace("2024-01-08,7,", "2024-01-08,NaN,"),
        "data.csv, line 9, column 'up' is 'NaN', but every cell holds a number such as 12.5.");
    assertRefused(
        rows(30).replace("2024-01-08,7,", "2024-01-08,1e999,"),
        "data.csv, line 9, column 'up' is '1e999', but every cell holds a number such as 12.5.");
    assertRefused(
        rows(30).replace("2024-01-08,7,", "2024-01-08,,"),
        "data.csv, line 9, column 'up' is empty, but every cell holds a number; fill it in or leave"
            + " the column out with 'series'.");
  }

  @Test
  void aLineOfAnotherLengthIsNamed() {
    assertRefused(
        rows(30).replace("2024-01-08,7,-7", "2024-01-08,7"),
        "data.csv, line 9 has 2 cells, but its first line names 3 columns.");
  }

  @Test
  void aColumnThatIsNotThereIsNamedWithTheNearest() {
    settings.series = List.of("dwon");
    assertRefused(
        rows(30),
        "'series' names column 'dwon', but data.csv has date, up, down; did you mean 'down'?");
    settings.series = List.of();
    settings.dateColumn = "timestamp";
    assertRefused(
        rows(30), "'dateColumn' names column 'timestamp', but data.csv has date, up, down.");
  }

  @Test
  void aHeaderAtFaultIsNamed() {
    assertRefused("", "data.csv is empty, but its first line names the columns.");
    assertRefused(
        "date,a,a\n",
        "data.csv, line 1 names column 'a' twice, but every column has a name of its own.");
    assertRefused(
        "date,,a\n", "data.csv, line 1 gives column 2 no name, but every column has one.");
    assertRefused(
        "date\n2024-01-01\n",
        "data.csv has no column besides 'date', but at least one series is needed.");
    assertRefused("date,a\n", "data.csv has 0 rows of data, but a forecast needs at least 2.");
  }

  @Test
  void aDateAtFaultIsNamed() {
    assertRefused(
        rows(30).replace("2024-01-08", "8.1.2024"),
        "data.csv, line 9, column 'date' is '8.1.2024', which is no date of the form yyyy-MM-dd;"
            + " set 'dateFormat' to the file's own form.");
    assertRefused(
        rows(30).replace("2024-01-08", "2024-01-07"),
        "data.csv, line 9 repeats the date 2024-01-07, but every date has one line.");
    assertRefused(
        rows(30).replace("2024-01-08", "2023-12-01"),
        "data.csv, line 9 goes back from 2024-01-07 to 2023-12-01, but lines are sorted from the"
            + " oldest date to the newest.");
    settings.dateFormat = Optional.of("dd.QQ#");
    assertThatThrownBy(() -> open(rows(30)))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "'dateFormat' is 'dd.QQ#', which is no pattern of dates such as dd.MM.yyyy (");
  }

  @Test
  void gapsAreNeighborsOrRefused() throws IOException {
    String gapped = rows(32).replace("2024-01-08,7,-7\n", "").replace("2024-01-20,19,-19\n", "");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(CsvSeriesReader.class);
    logger.addAppender(log);
    try {
      assertThat(open(gapped).table().rows()).isEqualTo(30);
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
        .containsExactly(
            tuple(
                Level.WARN,
                "data.csv has dates 1 day apart, except in 2 places, first between 2024-01-07 and"
                    + " 2024-01-09; rows are treated as neighbors."));
    settings.gaps = GapPolicy.REFUSE;
    assertRefused(
        gapped,
        "data.csv has dates 1 day apart, except in 2 places, first between 2024-01-07 and"
            + " 2024-01-09; fill the dates in, or set 'gaps' to warn to treat rows as neighbors.");
  }

  @Test
  void dataThatIsTooShortSaysHowMuchIsNeeded() throws IOException {
    settings.history = 4;
    assertRefused(
        rows(16),
        "data.csv has 16 rows, but history 4, context 3, horizon 2, 2 validation windows and 2 test"
            + " windows at stride 2 need at least 17; lower 'history', 'validationWindows' or"
            + " 'testWindows'.");
    assertThat(open(rows(17)).size(Split.TRAIN)).isEqualTo(1);
    settings.trainOnValidation = true;
    assertThatThrownBy(() -> open(rows(14))).hasMessageContaining("need at least 15;");
    assertThat(open(rows(15)).size(Split.TRAIN)).isEqualTo(3);
    settings.history = Integer.MAX_VALUE;
    assertThatThrownBy(() -> open(rows(30))).isInstanceOf(StaggerException.class);
  }

  @Test
  void damagedGzipIsRefused() throws IOException {
    Files.write(folder.resolve("data.csv"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
    assertThatThrownBy(() -> settings.open(folder))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("data.csv can't be read as CSV: ");
  }

  @Test
  void settingsThatContradictThemselvesAreRefused() {
    settings.separator = "::";
    assertThatThrownBy(settings::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'separator' is '::', but it is one character that is neither a quote nor a line end.");
    settings.separator = ",";
    settings.series = List.of("a", "a");
    assertThatThrownBy(settings::build)
        .hasMessage("'series' is [a, a], but each column is named once.");
    settings.series = List.of("date");
    assertThatThrownBy(settings::build)
        .hasMessage("'series' is [date], but the column of dates, 'date', can't be a series.");
    settings.series = List.of();
    settings.file = " ";
    assertThatThrownBy(settings::build)
        .hasMessage("'file' is empty, but it names a CSV file or is builtin:chicago-l.");
  }
}
