package io.stagger.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text, each as wide as its widest cell. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with a header, or without if there are no titles. */
  Table(String... header) {
    if (header.length > 0) {
      rows.add(List.of(header));
    }
  }

  /** Adds a row. */
  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Writes the table, each line after an indent. */
  void print(PrintWriter out, String indent) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column));
        line.append(" ".repeat(width(column) - row.get(column).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> column < row.size() ? row.get(column).length() : 0)
        .max()
        .orElse(0);
  }
}
