package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.diffusion.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
      if (rows.isEmpty() || !Arrays.equals(row, rows.get(rows.size() - 1))) {
        rows.add(row);
      }
    }
    return rows;
  }
}
