package io.stagger.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.WeightMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The authors' transformer as the golden file tells it, under this backbone's names and in this
 * backbone's layouts: sequences before tokens, matrices [in, out].
 */
final class TestingGolden {
  static final int TOKENS = 5;
  static final int SEQUENCES = 2;
  static final int TOKEN_WIDTH = 3;
  static final int CONDITION_WIDTH = 2;
  static final int LEVELS = 1000;

  private static final int LAYERS = 2;

  private final JsonNode golden = json("transformer.json");

  /** The shape of the authors' network. */
  static TransformerConfiguration configuration(boolean causal) {
    return new TransformerConfiguration(
        8,
        LAYERS,
        2,
        2,
        causal,
        TransformerConfiguration.Normalization.POST,
        TransformerConfiguration.Activation.RELU,
        0,
        TransformerConfiguration.Positions.SINUSOID,
        Optional.empty(),
        0);
  }

  /** A golden file. */
  static JsonNode json(String name) {
    try (InputStream in = TestingGolden.class.getResourceAsStream("/golden/" + name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Noisy tokens, [sequence, token, channel]. */
  float[] tokens() {
    return sequencesFirst(golden.get("x[t,b,c]"), TOKEN_WIDTH);
  }

  /** [sequence, token, channel]. */
  float[] conditions() {
    return sequencesFirst(golden.get("external_cond"), CONDITION_WIDTH);
  }

  /** What the network makes of them, [sequence, token, channel]. */
  float[] outputs(boolean causal) {
    return sequencesFirst(result(causal).get("y"), TOKEN_WIDTH);
  }

  /** The mean of the squared outputs. */
  double loss(boolean causal) {
    return result(causal).get("loss=mean(y^2)").asDouble();
  }

  NoiseLevels levels() {
    NoiseLevels levels = new NoiseLevels(SEQUENCES, TOKENS);
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      for (int token = 0; token < TOKENS; token++) {
        levels.set(sequence, token, golden.get("k[t,b]").get(token).get(sequence).asInt());
      }
    }
    return levels;
  }

  /** The parameters by this backbone's names. */
  Map<String, float[]> parameters() {
    Map<String, float[]> parameters = new LinkedHashMap<>();
    sources()
        .forEach(
            (name, source) ->
                parameters.put(
                    name, ours(source, golden.at("/parameters/" + source.name() + "/values"))));
    return parameters;
  }

  /** The gradients of {@link #loss} by this backbone's names. */
  Map<String, float[]> gradients(boolean causal) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    JsonNode theirs = result(causal).get("grads");
    sources()
        .forEach((name, source) -> gradients.put(name, ours(source, theirs.get(source.name()))));
    return gradients;
  }

  /** Gives a model the parameters. */
  void restoreTo(Model model) {
    Map<String, float[]> parameters = parameters();
    Map<String, NamedTensor> tensors = new HashMap<>();
    for (NamedTensor tensor : model.save(StatePart.WEIGHTS)) {
      tensors.put(
          tensor.name(),
          new NamedTensor(tensor.name(), tensor.shape(), direct(parameters.get(tensor.name()))));
    }
    model.restore(StatePart.WEIGHTS, tensors);
    model.restore(StatePart.AVERAGE, tensors);
  }

  /** A direct buffer of these numbers. */
  static FloatBuffer direct(float... values) {
    return ByteBuffer.allocateDirect(values.length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(values)
        .flip();
  }

  private JsonNode result(boolean causal) {
    return golden.get("causal=" + (causal ? "True" : "False"));
  }

  /** What the golden file calls each parameter, by this backbone's names. */
  private static Map<String, WeightMap.Source> sources() {
    Map<String, WeightMap.Source> sources = new LinkedHashMap<>();
    WeightMap map = new AuthorsWeightMap();
    List<String> names = new ArrayList<>(List.of("input.0", "input.1", "output"));
    for (int layer = 0; layer < LAYERS; layer++) {
      for (String part :
          List.of(
              "attention.input",
              "attention.output",
              "feed-forward.0",
              "feed-forward.1",
              "normalization.0",
              "normalization.1")) {
        names.add("layers." + layer + "." + part);
      }
    }
    for (String name : names) {
      for (String kind : List.of(".weight", ".bias")) {
        sources.put(name + kind, map.source(name + kind).orElseThrow());
      }
    }
    return sources;
  }

  /** A tensor of the golden file in this backbone's layout. */
  private float[] ours(WeightMap.Source source, JsonNode values) {
    int out = golden.at("/parameters/" + source.name() + "/shape/0").asInt();
    int in = values.size() / out;
    float[] turned = new float[values.size()];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        int at = source.transposed() ? o * in + i : i * out + o;
        turned[i * out + o] = (float) values.get(at).asDouble();
      }
    }
    return turned;
  }

  private static float[] sequencesFirst(JsonNode array, int width) {
    float[] values = new float[SEQUENCES * TOKENS * width];
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      for (int token = 0; token < TOKENS; token++) {
        for (int channel = 0; channel < width; channel++) {
          values[(sequence * TOKENS + token) * width + channel] =
              (float) array.get(token).get(sequence).get(channel).asDouble();
        }
      }
    }
    return values;
  }
}
