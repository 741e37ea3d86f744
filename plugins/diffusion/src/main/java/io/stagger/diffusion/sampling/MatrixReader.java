package io.stagger.diffusion.sampling;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SchedulingMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads a scheduling matrix from a CSV file and names file and line of a fault. */
final class MatrixReader {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String setting;
  private final Path path;
  private final String name;
  private final List<int[]> rows = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>();

  /**
   * A reader of one file.
   *
   * @param setting the file as the setting names it
   * @param path where that is
   */
  MatrixReader(String setting, Path path) {
    this.setting = setting;
    this.path = path;
    this.name = path.getFileName().toString();
  }

  SchedulingMatrix read() {
    parse(text());
    if (rows.isEmpty()) {
      throw new StaggerException(
          "%s is empty, but every line of a matrix holds the sampling level of each token."
              .formatted(name));
    }
    int steps = Arrays.stream(rows.get(0)).max().orElseThrow();
    try {
      return SchedulingMatrix.of(steps, rows.toArray(int[][]::new));
    } catch (IllegalArgumentException e) {
      throw new StaggerException(
          "%s, line %d: %s".formatted(name, lines.get(faultyRow(steps)), e.getMessage()), e);
    }
  }

  private String text() {
    if (Files.notExists(path)) {
      throw new StaggerException(
          "'file' is '%s', but there is no file %s.".formatted(setting, path));
    }
    if (Files.isDirectory(path)) {
      throw new StaggerException(
          "'file' is '%s', but %s is a directory rather than a CSV file.".formatted(setting, path));
    }
    try {
      String text = Files.readString(path, StandardCharsets.UTF_8);
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (IOException e) {
      throw new StaggerException(
          "'file' is '%s', but %s can't be read as text.".formatted(setting, path), e);
    }
  }

  private void parse(String text) {
    CSVFormat format = CSVFormat.RFC4180.builder().setTrim(true).setIgnoreEmptyLines(true).get();
    try (CSVParser parser = CSVParser.parse(text, format)) {
      for (CSVRecord record : parser) {
        long line = parser.getCurrentLineNumber();
        int[] row = new int[record.size()];
        for (int cell = 0; cell < row.length; cell++) {
          row[cell] = level(record.get(cell), line, cell);
        }
        rows.add(row);
        lines.add(line);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new StaggerException(
          "%s is no CSV file such as 2,2 in its first line and 0,0 in its last.".formatted(name),
          e);
    }
  }

  private int level(String cell, long line, int column) {
    try {
      return Integer.parseInt(cell);
    } catch (NumberFormatException e) {
      throw new StaggerException(
          "%s, line %d, column %d is '%s', but every cell holds a sampling level, a whole number."
              .formatted(name, line, column, cell),
          e);
    }
  }

  /**
   * The row that the complaint about the whole matrix is about: the first with which its rows so
   * far, were the last of them followed by a clean one, are no valid matrix; or the last.
   */
  private int faultyRow(int steps) {
    int sound = 0;
    int faulty = rows.size();
    while (faulty - sound > 1) {
      int middle = (sound + faulty) >>> 1;
      if (isSound(steps, rows.subList(0, middle))) {
        sound = middle;
      } else {
        faulty = middle;
      }
    }
    return faulty - 1;
  }

  private static boolean isSound(int steps, List<int[]> firstRows) {
    List<int[]> closed = new ArrayList<>(firstRows);
    int[] clean = new int[firstRows.get(0).length];
    if (!Arrays.equals(closed.get(closed.size() - 1), clean)) {
      closed.add(clean);
    }
    try {
      SchedulingMatrix.of(steps, closed.toArray(int[][]::new));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
