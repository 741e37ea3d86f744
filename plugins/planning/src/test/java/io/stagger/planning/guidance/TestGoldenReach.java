package io.stagger.planning.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceObjective;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The objective to reach a goal against the authors' numbers. Theirs is a mean over all frames, all
 * columns and the batch, times 1000 and the guidance scale; ours a mean over the frames that count,
 * for each sequence. So theirs is ours times
 *
 * <pre>1000 guidance_scale (frames that count) / (frames, columns, batch)</pre>
 */
final class TestGoldenReach {
  private static final JsonNode GOLDEN = golden();
  private static final int FRAME_STACK = 2;

  /** The authors' action column is there even where no action is. */
  private static int columns(int observations) {
    return observations / 2 + 1;
  }

  static Stream<String> cases() {
    List<String> names = new ArrayList<>();
    GOLDEN.get("cases").fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goalObjectiveAsWrittenIsGolden(String name) {
    Case golden = Case.of(name);
    // Where there is padding, theirs weighs positions without it, and everything else with it.
    Sum sum = golden.sum();
    sum.add(golden.horizon(), 20, 1, 0, 0);
    sum.add(golden.allSteps(), 0, 0, 2, 8);

    golden.assertEqualTo(sum, "as_written");
  }

  /**
   * What the published code computes: its weights alias one another, so that positions have the
   * weights of velocities, in padding too. Where there are three columns it fails.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void goalObjectiveAsShippedIsGolden(String name) {
    Case golden = Case.of(name);
    if (golden.observations() > 2) {
      assertThat(golden.node().get("as_shipped").get("error").asText())
          .contains("unsupported operation");
      return;
    }
    Sum sum = golden.sum();
    sum.add(golden.allSteps(), 2, 8, 2, 8);

    golden.assertEqualTo(sum, "as_shipped");
  }

  /** Both values of one case, and ours. */
  @Test
  void valuesOfOneCase() {
    Case golden = Case.of("xy|fs=2|episode_len=6|horizon=6");
    double[] ours = golden.score(golden.horizon(), 20, 1, 2, 8).values();

    assertThat(golden.value("as_written")).isCloseTo(-3852.0788, within(1e-3));
    assertThat(golden.value("as_shipped")).isCloseTo(-4070.2666, within(1e-3));
    assertThat(Arrays.stream(ours).sum()).isCloseTo(-3852.0788 * 2 * 3 / 2000, within(1e-4));
  }

  private record Case(String name, JsonNode node) {
    static Case of(String name) {
      return new Case(name, GOLDEN.get("cases").get(name));
    }

    int observations() {
      return node.get("start_normalised").get(0).size();
    }

    JsonNode predictions() {
      return node.get("pred_x0[tokens,b,fs*c]");
    }

    int batch() {
      return predictions().get(0).size();
    }

    int frames() {
      return predictions().size() * FRAME_STACK;
    }

    int horizon() {
      return Integer.parseInt(name.substring(name.lastIndexOf('=') + 1));
    }

    int allSteps() {
      return frames() - FRAME_STACK;
    }

    TokenLayout layout() {
      int channels = predictions().get(0).get(0).size() / FRAME_STACK;
      return TestingLayouts.plain(FRAME_STACK, observations(), channels - observations());
    }

    double value(String variant) {
      return node.get(variant).get("guidance_value(incl scale 2.0)").asDouble();
    }

    Sum sum() {
      return new Sum(
          this, new double[1], new double[batch() * predictions().size() * layout().width()]);
    }

    TestingScores score(int horizon, double start, double goal, double otherStart, double other) {
      ReachSettings settings =
          new ReachSettings(
              List.of(0.0, 0.0),
              Optional.of(horizon),
              start,
              goal,
              otherStart,
              other,
              1,
              List.of(0, 1));
      ReachObjective objective =
          new ReachObjective(settings, layout()).withGoals(lists(node.get("goal_normalised")));
      int width = layout().width();
      int time = predictions().size();
      float[] clean = new float[batch() * time * width];
      for (int t = 0; t < time; t++) {
        for (int b = 0; b < batch(); b++) {
          for (int i = 0; i < width; i++) {
            clean[(b * time + t) * width + i] =
                (float) predictions().get(t).get(b).get(i).asDouble();
          }
        }
      }
      GuidanceObjective told = objective.forSequences(starts(), 1);
      double[] values = new double[batch()];
      float[] gradient = new float[clean.length];
      told.evaluate(FloatBuffer.wrap(clean), batch(), time, 0, values, FloatBuffer.wrap(gradient));
      return new TestingScores(values, gradient);
    }

    /** The start in each frame of the first token, with no action. */
    private List<Tokens> starts() {
      List<Tokens> starts = new ArrayList<>();
      for (List<Double> start : lists(node.get("start_normalised"))) {
        float[] values = new float[predictions().size() * layout().width()];
        for (int frame = 0; frame < FRAME_STACK; frame++) {
          for (int i = 0; i < start.size(); i++) {
            values[frame * layout().channels() + i] = start.get(i).floatValue();
          }
        }
        starts.add(Tokens.ofReal(TokenSpec.vector(layout().width(), 0), values, new float[0]));
      }
      return starts;
    }

    void assertEqualTo(Sum sum, String variant) {
      assertThat(sum.value()[0])
          .as("%s of %s", variant, name)
          .isCloseTo(value(variant), within(1e-6 * Math.abs(value(variant))));
      JsonNode gradient = node.get(variant).get("d_value_d_pred");
      int time = predictions().size();
      int width = layout().width();
      double greatest = 0;
      for (double slope : sum.gradient()) {
        greatest = Math.max(greatest, Math.abs(slope));
      }
      for (int t = 0; t < time; t++) {
        for (int b = 0; b < batch(); b++) {
          for (int i = 0; i < width; i++) {
            assertThat(sum.gradient()[(b * time + t) * width + i])
                .as("%s of %s, token %d, sequence %d, number %d", variant, name, t, b, i)
                .isCloseTo(gradient.get(t).get(b).get(i).asDouble(), within(1e-6 * greatest));
          }
        }
      }
    }
  }

  private record TestingScores(double[] values, float[] gradient) {}

  /** A sum of objectives in the authors' normalization. */
  private record Sum(Case golden, double[] value, double[] gradient) {
    void add(int horizon, double start, double goal, double otherStart, double other) {
      TestingScores scores = golden.score(horizon, start, goal, otherStart, other);
      double factor =
          1000
              * GOLDEN.get("guidance_scale").asDouble()
              * (FRAME_STACK + horizon)
              / (golden.frames() * columns(golden.observations()) * golden.batch());
      for (double score : scores.values()) {
        value[0] += factor * score;
      }
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += factor * scores.gradient()[i];
      }
    }
  }

  private static List<List<Double>> lists(JsonNode rows) {
    List<List<Double>> lists = new ArrayList<>();
    for (JsonNode row : rows) {
      List<Double> list = new ArrayList<>();
      row.forEach(number -> list.add(number.asDouble()));
      lists.add(list);
    }
    return lists;
  }

  private static JsonNode golden() {
    try (InputStream in =
        TestGoldenReach.class.getResourceAsStream("/golden/planning_guidance.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
