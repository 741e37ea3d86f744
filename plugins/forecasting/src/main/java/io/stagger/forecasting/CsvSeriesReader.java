package io.stagger.forecasting;

import io.stagger.api.StaggerException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a table from the bytes of a CSV file and names file, line, column and value of a fault. */
final class CsvSeriesReader {
  private static final Logger logger = LoggerFactory.getLogger(CsvSeriesReader.class);
  // Stricter than Double.parseDouble, which takes "12d", "NaN" and hexadecimal for numbers.
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String name;
  private final CsvSeriesSettings settings;
  private final DateTimeFormatter dateFormat;

  CsvSeriesReader(String name, CsvSeriesSettings settings) {
    this.name = name;
    this.settings = settings;
    this.dateFormat =
        settings.dateFormat().map(this::pattern).orElse(DateTimeFormatter.ISO_LOCAL_DATE);
  }

  private DateTimeFormatter pattern(String text) {
    try {
      return DateTimeFormatter.ofPattern(text);
    } catch (IllegalArgumentException e) {
      throw new StaggerException(
          "'dateFormat' is '%s', which is no pattern of dates such as dd.MM.yyyy (%s)."
              .formatted(text, e.getMessage()),
          e);
    }
  }

  /**
   * Reads a table.
   *
   * @param bytes the file's content, plain or gzip
   */
  SeriesTable read(byte[] bytes) {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(settings.separator())
            .setTrim(true)
            .setIgnoreEmptyLines(true)
            .get();
    try (InputStream in = open(bytes);
        InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
        CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
      return parse(parser);
    } catch (IOException | UncheckedIOException e) {
      throw new StaggerException(
          "%s can't be read as CSV: %s".formatted(name, sentence(e.getMessage())), e);
    }
  }

  private static String sentence(String message) {
    return message == null || message.isEmpty()
        ? "it is damaged."
        : message.endsWith(".") ? message : message + ".";
  }

  private static InputStream open(byte[] bytes) throws IOException {
    InputStream plain = new ByteArrayInputStream(bytes);
    boolean gzip = bytes.length > 1 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    return gzip ? new GZIPInputStream(plain) : plain;
  }

  private SeriesTable parse(CSVParser parser) {
    Iterator<CSVRecord> records = parser.iterator();
    if (!records.hasNext()) {
      throw new StaggerException(
          "%s is empty, but its first line names the columns.".formatted(name));
    }
    List<String> header = header(records.next());
    int dateAt = column(header, "dateColumn", settings.dateColumn());
    int[] seriesAt = seriesColumns(header, dateAt);
    List<LocalDate> dates = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    while (records.hasNext()) {
      CSVRecord record = records.next();
      long line = parser.getCurrentLineNumber();
      if (record.size() != header.size()) {
        throw new StaggerException(
            "%s, line %d has %d cells, but its first line names %d columns."
                .formatted(name, line, record.size(), header.size()));
      }
      dates.add(date(record.get(dateAt), line, dates));
      double[] row = new double[seriesAt.length];
      for (int s = 0; s < seriesAt.length; s++) {
        row[s] = number(record.get(seriesAt[s]), line, header.get(seriesAt[s]));
      }
      rows.add(row);
    }
    if (rows.size() < 2) {
      throw new StaggerException(
          "%s has %d rows of data, but a forecast needs at least 2.".formatted(name, rows.size()));
    }
    List<String> names = new ArrayList<>();
    for (int at : seriesAt) {
      names.add(header.get(at));
    }
    SeriesTable table = SeriesTable.of(dates, names, rows.toArray(double[][]::new));
    reportGaps(table.spacing(), dates);
    return table;
  }

  private List<String> header(CSVRecord record) {
    List<String> header = new ArrayList<>(record.toList());
    if (header.get(0).startsWith(BYTE_ORDER_MARK)) {
      header.set(0, header.get(0).substring(BYTE_ORDER_MARK.length()).strip());
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      if (header.get(i).isEmpty()) {
        throw new StaggerException(
            "%s, line 1 gives column %d no name, but every column has one.".formatted(name, i + 1));
      }
      if (!seen.add(header.get(i))) {
        throw new StaggerException(
            "%s, line 1 names column '%s' twice, but every column has a name of its own."
                .formatted(name, header.get(i)));
      }
    }
    return header;
  }

  private int column(List<String> header, String key, String wanted) {
    int at = header.indexOf(wanted);
    if (at < 0) {
      throw new StaggerException(
          "'%s' names column '%s', but %s has %s%s"
              .formatted(
                  key, wanted, name, listed(header), NearestName.suggestion(wanted, header)));
    }
    return at;
  }

  private static String listed(List<String> header) {
    int shown = 12;
    String names = String.join(", ", header.subList(0, Math.min(shown, header.size())));
    return header.size() <= shown ? names : names + " and " + (header.size() - shown) + " more";
  }

  private int[] seriesColumns(List<String> header, int dateAt) {
    List<Integer> columns = new ArrayList<>();
    if (settings.series().isEmpty()) {
      for (int i = 0; i < header.size(); i++) {
        if (i != dateAt) {
          columns.add(i);
        }
      }
    } else {
      settings.series().forEach(wanted -> columns.add(column(header, "series", wanted)));
    }
    if (columns.isEmpty()) {
      throw new StaggerException(
          "%s has no column besides '%s', but at least one series is needed."
              .formatted(name, settings.dateColumn()));
    }
    return columns.stream().mapToInt(Integer::intValue).toArray();
  }

  private LocalDate date(String cell, long line, List<LocalDate> before) {
    LocalDate date;
    try {
      date = LocalDate.parse(cell, dateFormat);
    } catch (DateTimeParseException e) {
      throw new StaggerException(
          "%s, line %d, column '%s' is '%s', which is no date of the form %s; set 'dateFormat' to the file's own form."
              .formatted(
                  name,
                  line,
                  settings.dateColumn(),
                  cell,
                  settings.dateFormat().orElse("yyyy-MM-dd")),
          e);
    }
    if (!before.isEmpty()) {
      LocalDate last = before.get(before.size() - 1);
      if (date.equals(last)) {
        throw new StaggerException(
            "%s, line %d repeats the date %s, but every date has one line."
                .formatted(name, line, date));
      }
      if (date.isBefore(last)) {
        throw new StaggerException(
            "%s, line %d goes back from %s to %s, but lines are sorted from the oldest date to the newest."
                .formatted(name, line, last, date));
      }
    }
    return date;
  }

  private double number(String cell, long line, String column) {
    if (cell.isEmpty()) {
      throw new StaggerException(
          "%s, line %d, column '%s' is empty, but every cell holds a number; fill it in or leave the column out with 'series'."
              .formatted(name, line, column));
    }
    double value = NUMBER.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw new StaggerException(
          "%s, line %d, column '%s' is '%s', but every cell holds a number such as 12.5."
              .formatted(name, line, column, cell));
    }
    return value;
  }

  private void reportGaps(Spacing spacing, List<LocalDate> dates) {
    List<Spacing.Gap> gaps = spacing.gaps(dates);
    if (gaps.isEmpty()) {
      return;
    }
    Spacing.Gap first = gaps.get(0);
    String found =
        "%s has dates %s apart, except in %d %s, first between %s and %s"
            .formatted(
                name,
                spacing,
                gaps.size(),
                gaps.size() == 1 ? "place" : "places",
                first.before(),
                first.after());
    switch (settings.gaps()) {
      case WARN -> logger.warn("{}; rows are treated as neighbors.", found);
      case REFUSE ->
          throw new StaggerException(
              found + "; fill the dates in, or set 'gaps' to warn to treat rows as neighbors.");
    }
  }
}
