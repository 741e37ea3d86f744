package io.stagger.cli;

import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.cli.picture.MatrixPicture;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A scheduling matrix for the terminal, with what it costs. Of a matrix that is too large, only the
 * beginning and the end are shown, and how much is left out is said.
 */
final class MatrixText {
  private static final int MOST_ROWS = 40;
  private static final int LINE_WIDTH = 100;
  private static final String GAP = "...";

  private final SchedulingMatrix matrix;
  private final List<Integer> rows;
  private final List<Integer> tokens;
  private final int labelWidth;
  private final int cellWidth;

  /** The text of a matrix. */
  MatrixText(SchedulingMatrix matrix) {
    this.matrix = matrix;
    labelWidth = Math.max("token".length(), digits(matrix.rows() - 1));
    cellWidth = Math.max(digits(matrix.steps()), digits(matrix.horizon() - 1));
    rows = shown(matrix.rows(), MOST_ROWS);
    tokens =
        shown(matrix.horizon(), (LINE_WIDTH - labelWidth - 3 - GAP.length()) / (cellWidth + 1));
  }

  private static int digits(int number) {
    return Integer.toString(number).length();
  }

  /** The first and the last indices; all of them if there are no more than are allowed. */
  private static List<Integer> shown(int count, int most) {
    if (count <= most) {
      return IntStream.range(0, count).boxed().toList();
    }
    int last = most / 2;
    return IntStream.concat(IntStream.range(0, most - last), IntStream.range(count - last, count))
        .boxed()
        .toList();
  }

  /** Writes the matrix and its cost. */
  void print(PrintWriter out) {
    out.println(line("%-" + labelWidth + "s |", "token", tokens));
    int before = -1;
    for (int row : rows) {
      if (row != before + 1) {
        out.println(("%" + labelWidth + "s |").formatted(GAP));
      }
      int at = row;
      out.println(
          line(
              "%" + labelWidth + "s |",
              Integer.toString(row),
              tokens.stream().map(token -> matrix.level(at, token)).toList()));
      before = row;
    }
    out.println();
    List<String> omitted = new ArrayList<>();
    if (rows.size() < matrix.rows()) {
      omitted.add("%d of %d rows".formatted(matrix.rows() - rows.size(), matrix.rows()));
    }
    if (tokens.size() < matrix.horizon()) {
      omitted.add("%d of %d tokens".formatted(matrix.horizon() - tokens.size(), matrix.horizon()));
    }
    if (!omitted.isEmpty()) {
      out.println("left out: %s; --png draws all".formatted(String.join(" and ", omitted)));
    }
    MatrixPicture.costs(matrix).forEach(out::println);
  }

  private String line(String labelFormat, String label, List<Integer> cells) {
    StringBuilder line = new StringBuilder(labelFormat.formatted(label));
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0 && tokens.get(i) != tokens.get(i - 1) + 1) {
        line.append(' ').append(GAP);
      }
      line.append((" %" + cellWidth + "d").formatted(cells.get(i)));
    }
    return line.toString();
  }
}
