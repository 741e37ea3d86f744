package io.stagger.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.WeightMap;
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The authors' transformer with their weights, computed by this backbone. The golden file's
 * tolerance for a network is 2e-4; rounding alone is expected to differ, so 1e-5 is held here.
 */
final class TestGoldenTransformer {
  private static final Offset<Float> TOLERANCE = Offset.offset(1e-5f);
  private static final int TOKENS = 5;
  private static final int SEQUENCES = 2;
  private static final int TOKEN_WIDTH = 3;
  private static final int CONDITION_WIDTH = 2;

  private JsonNode golden;

  @BeforeEach
  void readGolden() throws IOException {
    golden = json("transformer.json");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void outputsEqualTheAuthors(boolean causal) {
    TransformerConfiguration configuration =
        new TransformerConfiguration(
            8,
            2,
            2,
            2,
            causal,
            TransformerConfiguration.Normalization.POST,
            TransformerConfiguration.Activation.RELU,
            0);
    JsonNode expected = golden.get("causal=" + (causal ? "True" : "False")).get("y");
    NoiseSchedule schedule = new TestingNoiseSchedule(1000);
    try (Engine engine = TestingEngines.open();
        Model model =
            engine.create(
                new ModelRequest(
                    new TransformerBackbone(configuration),
                    TokenSpec.vector(TOKEN_WIDTH, CONDITION_WIDTH),
                    TOKENS,
                    schedule,
                    new TestingParameterization(),
                    20,
                    0))) {
      model.restore(StatePart.WEIGHTS, importedWeights(model));
      // The golden batch has other levels in each sequence; a plan has one row of levels.
      for (int sequence = 0; sequence < SEQUENCES; sequence++) {
        float[] output = output(model, sequence);
        for (int t = 0; t < TOKENS; t++) {
          for (int c = 0; c < TOKEN_WIDTH; c++) {
            assertThat(output[t * TOKEN_WIDTH + c])
                .as("token %d, sequence %d, channel %d", t, sequence, c)
                .isCloseTo((float) expected.get(t).get(sequence).get(c).asDouble(), TOLERANCE);
          }
        }
      }
    }
  }

  private float[] output(Model model, int sequence) {
    SamplingRequest request =
        new SamplingRequest(
            1,
            StatePart.WEIGHTS,
            new SamplingRequest.Stabilization(NoiseSchedule.CLEAN, false),
            Double.POSITIVE_INFINITY,
            false,
            List.of(),
            0);
    DenoisingSteps plan = new DenoisingSteps(1, TOKENS);
    for (int t = 0; t < TOKENS; t++) {
      int level = golden.get("k[t,b]").get(t).get(sequence).asInt();
      plan.update(0, t, level, 0, 1, new Solver.Update(0, 1, 0, 0));
    }
    try (SamplingSession session = model.sample(request)) {
      session.append(
          TOKENS,
          column(golden.get("x[t,b,c]"), sequence, TOKEN_WIDTH),
          column(golden.get("external_cond"), sequence, CONDITION_WIDTH));
      session.step(plan);
      float[] output = new float[TOKENS * TOKEN_WIDTH];
      session.read(0, TOKENS, FloatBuffer.wrap(output));
      return output;
    }
  }

  /** One sequence of a time-major array. */
  private static FloatBuffer column(JsonNode array, int sequence, int width) {
    FloatBuffer values = direct(TOKENS * width);
    for (int t = 0; t < TOKENS; t++) {
      for (int c = 0; c < width; c++) {
        values.put((float) array.get(t).get(sequence).get(c).asDouble());
      }
    }
    return values.flip();
  }

  /** The authors' parameters under this backbone's names; PyTorch keeps weights as [out, in]. */
  private Map<String, NamedTensor> importedWeights(Model model) {
    WeightMap map = new AuthorsWeightMap();
    Map<String, NamedTensor> imported = new HashMap<>();
    for (NamedTensor tensor : model.save(StatePart.WEIGHTS)) {
      JsonNode theirs =
          golden
              .get("parameters")
              .get(map.source(tensor.name()).orElseThrow().name())
              .get("values");
      boolean matrix = tensor.shape().size() == 2;
      int in = matrix ? Math.toIntExact(tensor.shape().get(0)) : 1;
      int out = theirs.size() / in;
      FloatBuffer values = direct(theirs.size());
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          values.put((float) theirs.get(o * in + i).asDouble());
        }
      }
      imported.put(tensor.name(), new NamedTensor(tensor.name(), tensor.shape(), values.flip()));
    }
    return imported;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 64, 128})
  void sinusoidsEqualTheAuthors(int width) throws IOException {
    JsonNode embeddings = json("embeddings.json");
    List<Integer> numbers = new ArrayList<>();
    embeddings.get("k").forEach(k -> numbers.add(k.asInt()));
    JsonNode expected = embeddings.get("transformer_sinusoidal_dim" + width);
    for (int row = 0; row < numbers.size(); row++) {
      float[] actual = TransformerBackbone.sinusoids(numbers.get(row), 1, width)[0];
      for (int i = 0; i < width; i++) {
        // The original computes the angle in float32, which is good to 1e-7 of its size.
        float allowed = 1e-6f + 1.2e-7f * numbers.get(row);
        assertThat(actual[i])
            .as("number %d, place %d", numbers.get(row), i)
            .isCloseTo((float) expected.get(row).get(i).asDouble(), Offset.offset(allowed));
      }
    }
  }

  private static JsonNode json(String name) throws IOException {
    try (InputStream in = TestGoldenTransformer.class.getResourceAsStream("/golden/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
