package io.stagger.diffusion.schedule;

import io.stagger.api.StaggerException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads scales from the bytes of a CSV file and names file, line, column and value of a fault. */
final class ScalesReader {
  private static final String ALPHA_BAR = "alphaBar";
  private static final String SIGNAL = "signal";
  private static final String NOISE = "noise";
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int MOST_LEVELS = 1_000_000;
  // Beyond these, ratios of scales leave the range of the single precision that engines use.
  private static final double LEAST = 1e-9;
  private static final double GREATEST = 1e9;
  private static final double LEAST_SHARE = 1e-18;
  // Stricter than Double.parseDouble, which takes "12d", "NaN" and hexadecimal for numbers.
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private final String name;

  /**
   * Creates a reader.
   *
   * @param name the file's name, for messages
   */
  ScalesReader(String name) {
    this.name = name;
  }

  /**
   * Reads scales.
   *
   * @throws StaggerException if the file is no table of falling signal-to-noise ratios
   */
  Scales read(byte[] bytes) {
    CSVFormat format = CSVFormat.RFC4180.builder().setTrim(true).setIgnoreEmptyLines(true).get();
    try (InputStreamReader reader =
            new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8);
        CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
      return parse(parser);
    } catch (IOException | UncheckedIOException e) {
      throw new StaggerException(
          "%s can't be read as CSV, because its quotes or line ends are damaged.".formatted(name),
          e);
    }
  }

  private Scales parse(CSVParser parser) {
    Iterator<CSVRecord> records = parser.iterator();
    if (!records.hasNext()) {
      throw new StaggerException(
          "%s is empty, but its first line is alphaBar or signal,noise.".formatted(name));
    }
    List<String> header = header(records.next());
    List<Level> levels = new ArrayList<>();
    while (records.hasNext()) {
      CSVRecord record = records.next();
      long line = parser.getCurrentLineNumber();
      if (record.size() != header.size()) {
        throw new StaggerException(
            "%s, line %d has %d cells, but its first line names %d columns."
                .formatted(name, line, record.size(), header.size()));
      }
      if (levels.size() == MOST_LEVELS) {
        throw new StaggerException(
            "%s, line %d is one level too many, because a noise schedule has at most %d."
                .formatted(name, line, MOST_LEVELS));
      }
      Level before = levels.isEmpty() ? null : levels.get(levels.size() - 1);
      levels.add(level(record, line, header, before));
    }
    if (levels.isEmpty()) {
      throw new StaggerException(
          "%s has no levels, but a line for each follows its first line.".formatted(name));
    }
    return Scales.of(
        levels.stream().mapToDouble(Level::signal).toArray(),
        levels.stream().mapToDouble(Level::noise).toArray());
  }

  private List<String> header(CSVRecord record) {
    List<String> header = new ArrayList<>(record.toList());
    if (header.get(0).startsWith(BYTE_ORDER_MARK)) {
      header.set(0, header.get(0).substring(BYTE_ORDER_MARK.length()).strip());
    }
    if (!header.equals(List.of(ALPHA_BAR)) && !header.equals(List.of(SIGNAL, NOISE))) {
      throw new StaggerException(
          "%s, line 1 is '%s', but it names the columns: either alphaBar or signal,noise."
              .formatted(name, String.join(",", header)));
    }
    return header;
  }

  private Level level(CSVRecord record, long line, List<String> header, Level before) {
    if (before != null && before.signal() == 0) {
      throw new StaggerException(
          "%s, line %d follows a level without signal in column '%s', but only the last level may hold none."
              .formatted(name, line, header.get(0)));
    }
    Level level;
    if (header.size() == 1) {
      double alphaBar = number(record, line, header, 0);
      if (alphaBar != 0 && !(alphaBar >= LEAST_SHARE && alphaBar < 1)) {
        throw new StaggerException(
            "%s, line %d, column '%s' is %s, but a share of signal is from %s to less than 1, or 0 at the last level."
                .formatted(name, line, ALPHA_BAR, record.get(0), LEAST_SHARE));
      }
      level = new Level(Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar));
    } else {
      double signal = number(record, line, header, 0);
      double noise = number(record, line, header, 1);
      if (signal != 0 && !(signal >= LEAST && signal <= GREATEST)) {
        throw new StaggerException(
            "%s, line %d, column '%s' is %s, but a scale of signal is from %s to %s, or 0 at the last level."
                .formatted(name, line, SIGNAL, record.get(0), LEAST, GREATEST));
      }
      if (!(noise >= LEAST && noise <= GREATEST)) {
        throw new StaggerException(
            "%s, line %d, column '%s' is %s, but a scale of noise is from %s to %s."
                .formatted(name, line, NOISE, record.get(1), LEAST, GREATEST));
      }
      level = new Level(signal, noise);
    }
    if (before != null && !(level.snr() < before.snr())) {
      throw new StaggerException(
          "%s, line %d, column '%s': the signal-to-noise ratio is %s after %s, but it falls from each level to the next."
              .formatted(name, line, header.get(0), level.snr(), before.snr()));
    }
    return level;
  }

  private double number(CSVRecord record, long line, List<String> header, int column) {
    String text = record.get(column);
    if (!NUMBER.matcher(text).matches()) {
      throw new StaggerException(
          "%s, line %d, column '%s' is '%s', but it is a number such as 0.25."
              .formatted(name, line, header.get(column), text));
    }
    return Double.parseDouble(text);
  }

  private record Level(double signal, double noise) {
    double snr() {
      double ratio = signal / noise;
      return ratio * ratio;
    }
  }
}
