package io.stagger.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.tensorflow.spi.NetworkDimensions;
import io.stagger.tensorflow.spi.NetworkInput;
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The authors' transformer with their weights, computed by this backbone. The golden file's
 * tolerance for a network is 2e-4; rounding alone is expected to differ, so 1e-5 is held here.
 */
final class TestGoldenTransformer {
  private static final Offset<Float> TOLERANCE = Offset.offset(1e-5f);
  private static final int TOKENS = TestingGolden.TOKENS;
  private static final int TOKEN_WIDTH = TestingGolden.TOKEN_WIDTH;
  private static final int CONDITION_WIDTH = TestingGolden.CONDITION_WIDTH;

  private final TestingGolden golden = new TestingGolden();
  private final JsonNode embeddings = TestingGolden.json("embeddings.json");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void outputsEqualTheAuthors(boolean causal) {
    NoiseSchedule schedule = new TestingNoiseSchedule(TestingGolden.LEVELS);
    try (Engine engine = TestingEngines.open();
        Model model =
            engine.create(
                new ModelRequest(
                    new TransformerBackbone(TestingGolden.configuration(causal)),
                    TokenSpec.vector(TOKEN_WIDTH, CONDITION_WIDTH),
                    TOKENS,
                    schedule,
                    new TestingParameterization(),
                    20,
                    0))) {
      golden.restoreTo(model);
      // The golden batch has other levels in each sequence; a plan has one row of levels.
      for (int sequence = 0; sequence < TestingGolden.SEQUENCES; sequence++) {
        assertThat(output(model, sequence))
            .as("sequence %d", sequence)
            .containsExactly(sequenceOf(golden.outputs(causal), sequence, TOKEN_WIDTH), TOLERANCE);
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
            SamplingRequest.MonteCarlo.OFF,
            0);
    DenoisingSteps plan = new DenoisingSteps(1, TOKENS);
    NoiseLevels levels = golden.levels();
    for (int t = 0; t < TOKENS; t++) {
      plan.update(0, t, levels.get(sequence, t), 0, 1, new Solver.Update(0, 1, 0, 0));
    }
    try (SamplingSession session = model.sample(request)) {
      session.append(
          TOKENS,
          TestingGolden.direct(sequenceOf(golden.tokens(), sequence, TOKEN_WIDTH)),
          TestingGolden.direct(sequenceOf(golden.conditions(), sequence, CONDITION_WIDTH)));
      session.step(plan);
      float[] output = new float[TOKENS * TOKEN_WIDTH];
      session.read(0, TOKENS, FloatBuffer.wrap(output));
      return output;
    }
  }

  private static float[] sequenceOf(float[] batch, int sequence, int width) {
    return Arrays.copyOfRange(batch, sequence * TOKENS * width, (sequence + 1) * TOKENS * width);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 64, 128})
  void levelsAreShownAsTheAuthorsSinusoids(int width) {
    int[] numbers = numbers();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      // The level takes half the network's width; its sinusoid comes after the token's one number.
      TestingCapturingBuilder builder =
          built(tf, 2 * width, tf.constant(new int[][] {numbers}), tf.constant(0));
      float[] shown = evaluate(session, builder.shownTo("input.0"));
      for (int row = 0; row < numbers.length; row++) {
        int from = row * (1 + width) + 1;
        assertSinusoid(Arrays.copyOfRange(shown, from, from + width), row);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 64, 128})
  void positionsAreShownAsTheAuthorsSinusoids(int width) {
    int[] numbers = numbers();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      for (int row = 0; row < numbers.length; row++) {
        TestingCapturingBuilder builder =
            built(tf, width, tf.constant(new int[][] {{0}}), tf.constant(numbers[row]));
        assertSinusoid(evaluate(session, builder.shownTo("layers.0.attention.input")), row);
      }
    }
  }

  /** A transformer whose layers add nothing, on zeros at these levels. */
  private static TestingCapturingBuilder built(
      Ops tf, int width, Operand<TInt32> levels, Operand<TInt32> firstPosition) {
    TransformerConfiguration configuration =
        new TransformerConfiguration(
            width,
            1,
            1,
            1,
            true,
            TransformerConfiguration.Normalization.POST,
            TransformerConfiguration.Activation.RELU,
            0,
            TransformerConfiguration.Positions.SINUSOID,
            Optional.empty(),
            0);
    TestingCapturingBuilder builder =
        new TestingCapturingBuilder(
            tf, new NetworkDimensions(TokenSpec.vector(1, 0), 1000, TestingGolden.LEVELS));
    long time = levels.shape().get(1);
    new TransformerBackbone(configuration)
        .forward(
            builder,
            new NetworkInput(
                tf.zeros(tf.constant(Shape.of(1, time, 1)), TFloat32.class),
                levels,
                Optional.empty(),
                firstPosition,
                List.of()));
    return builder;
  }

  private static float[] evaluate(Session session, Operand<TFloat32> operand) {
    try (Result result = session.runner().fetch(operand).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[Math.toIntExact(tensor.size())];
      tensor.asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  /** The levels or positions that the golden file has a row for. */
  private int[] numbers() {
    JsonNode numbers = embeddings.get("k");
    return IntStream.range(0, numbers.size()).map(i -> numbers.get(i).asInt()).toArray();
  }

  private void assertSinusoid(float[] actual, int row) {
    int number = numbers()[row];
    JsonNode expected = embeddings.get("transformer_sinusoidal_dim" + actual.length).get(row);
    assertThat(actual).hasSize(expected.size());
    for (int i = 0; i < actual.length; i++) {
      // The original computes the angle in float32, which is good to 1e-7 of its size.
      float allowed = 1e-6f + 1.2e-7f * number;
      assertThat(actual[i])
          .as("number %d, place %d", number, i)
          .isCloseTo((float) expected.get(i).asDouble(), Offset.offset(allowed));
    }
  }

  /** The authors' pairs are neighbors, ours are halves apart. */
  @Test
  void rotaryPositionsEqualTheAuthors() {
    JsonNode rotary = embeddings.get("rotary");
    int width = rotary.get("dim").asInt();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> turned =
          TransformerBackbone.turned(
              tf,
              tf.constant(apart(rotary.get("in"), width)),
              tf.constant(
                  TransformerBackbone.rotations(rotary.get("in").get(0).get(0).size(), width)));
      try (TFloat32 result = (TFloat32) session.runner().fetch(turned).run().get(0)) {
        float[][][][] expected = apart(rotary.get("out"), width);
        result
            .scalars()
            .forEachIndexed(
                (at, scalar) ->
                    assertThat(scalar.getFloat())
                        .isCloseTo(
                            expected[(int) at[0]][(int) at[1]][(int) at[2]][(int) at[3]],
                            Offset.offset(1e-6f)));
      }
    }
  }

  private static float[][][][] apart(JsonNode tensor, int width) {
    int batch = tensor.size();
    int heads = tensor.get(0).size();
    int time = tensor.get(0).get(0).size();
    float[][][][] numbers = new float[batch][heads][time][width];
    for (int b = 0; b < batch; b++) {
      for (int h = 0; h < heads; h++) {
        for (int t = 0; t < time; t++) {
          for (int i = 0; i < width; i++) {
            numbers[b][h][t][i / 2 + i % 2 * width / 2] =
                (float) tensor.get(b).get(h).get(t).get(i).asDouble();
          }
        }
      }
    }
    return numbers;
  }
}
