package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.diffusion.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TestGoldenMatrices {
  @Test
  void matricesAreGoldenButForRowsThatDoNothing() {
    int compared = 0;
    for (JsonNode golden : Golden.json("scheduling_matrices.json")) {
      String kind = golden.get("kind").asText();
      if (!kind.equals("trapezoid")) {
        int steps = golden.get("S").asInt();
        List<int[]> rows = rows(golden.get("matrix"));
        SchedulingMatrix expected = SchedulingMatrix.of(steps, rows.toArray(new int[0][]));
        assertThat(schedule(kind, golden).matrix(golden.get("horizon").asInt(), steps))
            .as("%s", golden)
            .isEqualTo(expected);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(193);
  }

  /**
   * On purpose different (docs/adr/0010-schedules-end-clean.md): the authors mirror column t with
   * column -t, so that column 0 meets itself, the sides lag by different rows, and for an even
   * horizon one column is never written and stands clean in the first row; and they count rows so
   * that the last need not be clean. Stagger mirrors column t with column h - 1 - t and ends clean.
   * Where the authors' matrix is symmetric, starts as noise and ends clean, ours is the same.
   */
  @Test
  void trapezoidsAreGoldenWhereTheAuthorsAreSymmetricAndEndClean() {
    int same = 0;
    int different = 0;
    int endingClean = 0;
    for (JsonNode golden : Golden.json("scheduling_matrices.json")) {
      if (golden.get("kind").asText().equals("trapezoid")) {
        int horizon = golden.get("horizon").asInt();
        int steps = golden.get("S").asInt();
        double scale = golden.get("uncertainty_scale").asDouble();
        List<int[]> authors = rows(golden.get("matrix"));
        List<int[]> ours = trapezoid(horizon, steps, scale).toRows();
        String both =
            "horizon %d, S %d, scale %s: the authors' %s, Stagger's %s (docs/adr/0010)"
                .formatted(horizon, steps, scale, text(authors), text(ours));
        // The golden matrix is what the authors' rule says, with all that is odd about it.
        assertThat(text(authors)).as(both).isEqualTo(text(authorsTrapezoid(horizon, steps, scale)));
        if (Arrays.stream(authors.get(authors.size() - 1)).allMatch(level -> level == 0)) {
          // Up to the middle the columns are the same; what mirrors them is not.
          assertThat(text(leftHalf(ours))).as(both).isEqualTo(text(leftHalf(authors)));
          endingClean++;
        }
        if (isSound(steps, authors)) {
          assertThat(text(ours)).as(both).isEqualTo(text(authors));
          same++;
        } else {
          assertThat(text(ours)).as(both).isNotEqualTo(text(authors));
          assertThat(isSound(steps, ours)).as(both).isTrue();
          different++;
        }
      }
    }
    // One token at a scale of 1 or more, and three tokens at a scale of a half.
    assertThat(same).isEqualTo(20);
    assertThat(different).isEqualTo(124);
    assertThat(endingClean).isEqualTo(108);
  }

  @Test
  void trapezoidsDifferInWhatTheyMirrorAndHowTheyEnd() {
    // An odd horizon: the right side lags one row less than the left.
    assertThat(text(authorsTrapezoid(5, 3, 1))).isEqualTo("33333/23333/12332/01221/00110/00000");
    assertThat(text(trapezoid(5, 3, 1).toRows())).isEqualTo("33333/23332/12321/01210/00100/00000");
    // An even one: column 2 is never written.
    assertThat(text(authorsTrapezoid(4, 3, 1))).isEqualTo("3303/2303/1202/0101/0000");
    assertThat(text(trapezoid(4, 3, 1).toRows())).isEqualTo("3333/2332/1221/0110/0000");
    // A scale below 1: the last row is not clean.
    assertThat(text(authorsTrapezoid(5, 3, 0.5))).isEqualTo("33333/22332/11221/00110");
    assertThat(text(trapezoid(5, 3, 0.5).toRows())).isEqualTo("33333/22322/11211/00100/00000");
    assertThat(text(authorsTrapezoid(1, 3, 0))).isEqualTo("3/2/1");
    assertThat(text(trapezoid(1, 3, 0).toRows())).isEqualTo("3/2/1/0");
    // Where none of this shows, they are the same.
    assertThat(text(authorsTrapezoid(3, 3, 0.5))).isEqualTo("333/222/111/000");
    assertThat(text(trapezoid(3, 3, 0.5).toRows())).isEqualTo("333/222/111/000");
  }

  /** The rule of the authors' trapezoid, less rows that repeat the one before. */
  private static List<int[]> authorsTrapezoid(int horizon, int steps, double scale) {
    int half = (horizon + 1) / 2;
    int height = steps + (int) (half * scale);
    List<int[]> rows = new ArrayList<>();
    for (int m = 0; m < height; m++) {
      int[] row = new int[horizon];
      for (int t = 0; t < half; t++) {
        int level = Math.max(0, Math.min(steps, steps + (int) (t * scale) - m));
        row[t] = level;
        row[(horizon - t) % horizon] = level;
      }
      addUnlessRepeated(rows, row);
    }
    return rows;
  }

  private static List<int[]> leftHalf(List<int[]> rows) {
    return rows.stream().map(row -> Arrays.copyOf(row, (row.length + 1) / 2)).toList();
  }

  private static boolean isSound(int steps, List<int[]> rows) {
    for (int[] row : rows) {
      for (int t = 0; t < row.length; t++) {
        if (row[t] != row[row.length - 1 - t]) {
          return false;
        }
      }
    }
    return Arrays.stream(rows.get(0)).allMatch(level -> level == steps)
        && Arrays.stream(rows.get(rows.size() - 1)).allMatch(level -> level == 0);
  }

  private static SchedulingMatrix trapezoid(int horizon, int steps, double scale) {
    return new TrapezoidSchedule(new TrapezoidSettings(scale)).matrix(horizon, steps);
  }

  private static String text(List<int[]> rows) {
    return rows.stream()
        .map(
            row ->
                Arrays.stream(row)
                    .mapToObj(level -> Integer.toString(level, Character.MAX_RADIX))
                    .collect(Collectors.joining()))
        .collect(Collectors.joining("/"));
  }

  private static SamplingSchedule schedule(String kind, JsonNode golden) {
    return switch (kind) {
      case "full_sequence" -> new FullSequenceSchedule();
      case "autoregressive" -> new AutoregressiveSchedule();
      case "pyramid" ->
          new PyramidSchedule(new PyramidSettings(golden.get("uncertainty_scale").asDouble()));
      default -> throw new AssertionError("No schedule " + kind);
    };
  }

  private static List<int[]> rows(JsonNode matrix) {
    List<int[]> rows = new ArrayList<>();
    for (JsonNode node : matrix) {
      int[] row = new int[node.size()];
      Arrays.setAll(row, t -> node.get(t).asInt());
      addUnlessRepeated(rows, row);
    }
    return rows;
  }

  private static void addUnlessRepeated(List<int[]> rows, int[] row) {
    if (rows.isEmpty() || !Arrays.equals(row, rows.get(rows.size() - 1))) {
      rows.add(row);
    }
  }
}
