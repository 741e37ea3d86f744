package io.stagger.recurrent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The authors' TransitionMlp as the golden file tells it, under this backbone's names and in this
 * backbone's layouts.
 */
final class TestingGolden {
  static final int SEQUENCES = 4;
  static final int TOKEN_WIDTH = 3;
  static final int STATE_WIDTH = 6;
  static final int LEVELS = 1000;

  private final JsonNode golden;

  TestingGolden() {
    try (InputStream in = TestingGolden.class.getResourceAsStream("/golden/paper_branch.json")) {
      golden = new ObjectMapper().readTree(in).get("transition_mlp");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The shape of the authors' network. */
  static RecurrentConfiguration configuration(InitialState initialState) {
    return new RecurrentConfiguration(STATE_WIDTH, 4, Optional.empty(), 3, 1, initialState, 0);
  }

  /** Noisy tokens, [sequence, channel]. */
  float[][] tokens() {
    return rows("x[b,3]");
  }

  /** The states before, [sequence, state]. */
  float[][] states() {
    return rows("z[b,6]");
  }

  int[] levels() {
    int[] levels = new int[SEQUENCES];
    for (int i = 0; i < SEQUENCES; i++) {
      levels[i] = golden.get("t").get(i).asInt();
    }
    return levels;
  }

  /** The states after, [sequence, state]. */
  float[][] nextStates() {
    return rows("z_next");
  }

  /** What the head makes of them, [sequence, channel]. */
  float[][] outputs() {
    return rows("model_output=x_from_z(z_next)");
  }

  private float[][] rows(String key) {
    JsonNode array = golden.get(key);
    float[][] rows = new float[array.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[array.get(i).size()];
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = (float) array.get(i).get(j).asDouble();
      }
    }
    return rows;
  }

  /** The authors' parameters by their names, by the file's rule for number i of them. */
  Map<String, float[]> theirs() {
    Map<String, float[]> parameters = new LinkedHashMap<>();
    int number = 0;
    for (Map.Entry<String, JsonNode> entry : golden.get("params").properties()) {
      number++;
      int out = entry.getValue().get(0).asInt();
      boolean matrix = entry.getValue().size() == 2;
      int in = matrix ? entry.getValue().get(1).asInt() : 1;
      double scale = matrix ? 0.3 / Math.sqrt(in) : 0.2;
      float[] values = new float[out * in];
      for (int at = 0; at < values.length; at++) {
        values[at] = (float) (Math.sin(1.7 * at + 0.37 * number) * scale);
      }
      parameters.put(entry.getKey(), values);
    }
    return parameters;
  }

  /** The authors' parameter for one of ours, in our layout. */
  float[] ours(String name, Map<String, float[]> theirs) {
    var source = new AuthorsWeightMap().source(name).orElseThrow();
    float[] values = theirs.get(source.name());
    if (!source.transposed()) {
      return values;
    }
    int out = golden.at("/params/" + source.name() + "/0").asInt();
    int in = values.length / out;
    float[] turned = new float[values.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        turned[i * out + o] = values[o * in + i];
      }
    }
    return turned;
  }
}
