package io.stagger.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import io.stagger.api.engine.TrainingSession.Outcome;
import io.stagger.api.engine.TrainingSession.StepSettings;
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training of the authors' transformer against an independent one in double precision, which is
 * held to the golden file and to finite differences itself.
 */
final class TestTransformerTraining {
  private static final TokenSpec SPEC =
      TokenSpec.vector(TestingGolden.TOKEN_WIDTH, TestingGolden.CONDITION_WIDTH);
  private static final int TOKENS = TestingGolden.TOKENS;
  private static final int WIDTH = TestingGolden.TOKEN_WIDTH;
  private static final int CONDITIONS = TestingGolden.CONDITION_WIDTH;
  private static final int SEQUENCES = 3;
  private static final int STEPS = 10;
  private static final int WARMUP = 4;
  private static final long SEED = 1234;
  private static final double AVERAGE_DECAY = 0.9;
  private static final NoiseSchedule SCHEDULE = new TestingNoiseSchedule(TestingGolden.LEVELS);
  private static final Parameterization PARAMETERIZATION = new TestingParameterization();
  private static final double CLIP = 7;
  private static final double LEARNING_RATE = 5e-4;

  private final TestingGolden golden = new TestingGolden();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsEqualTheAuthors(boolean causal) {
    // A target of 0 and equal weights make the loss the mean of the squared outputs.
    float[] weights = new float[TestingGolden.SEQUENCES * TOKENS];
    Arrays.fill(weights, 1f / weights.length);
    OptimizerSettings settings = new OptimizerSettings(0, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);
    try (Engine engine = TestingEngines.open();
        Model model =
            model(
                engine,
                new TransformerBackbone(TestingGolden.configuration(causal)),
                new TestingSilentSchedule(TestingGolden.LEVELS),
                new TestingTarget(new Linear(0, 0)));
        TrainingSession session = model.train(settings)) {
      golden.restoreTo(model);
      Outcome outcome =
          session.step(
              new TrainingBatch(
                  TestingGolden.direct(golden.tokens()),
                  TestingGolden.direct(golden.conditions()),
                  golden.levels(),
                  weights),
              new StepSettings(0, 0, 0, 1));
      assertThat(outcome.loss()).isCloseTo(golden.loss(causal), within(1e-5));
      Map<String, float[]> optimizer = state(model, StatePart.OPTIMIZER);
      golden
          .gradients(causal)
          .forEach(
              (name, expected) ->
                  assertClose(name, toDouble(optimizer.get(name + ".mean")), expected));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void referenceEqualsTheAuthors(boolean causal) {
    TestingReferenceTransformer reference = reference(causal);
    float[] expected = golden.outputs(causal);
    double scale = 2.0 / expected.length;
    for (int sequence = 0; sequence < TestingGolden.SEQUENCES; sequence++) {
      double[][] outputs =
          reference.outputs(
              rows(golden.tokens(), sequence, WIDTH),
              levels(golden.levels(), sequence),
              rows(golden.conditions(), sequence, CONDITIONS));
      double[][] slopes = new double[TOKENS][WIDTH];
      for (int t = 0; t < TOKENS; t++) {
        for (int c = 0; c < WIDTH; c++) {
          assertThat(outputs[t][c])
              .as("sequence %d, token %d, channel %d", sequence, t, c)
              .isCloseTo(expected[(sequence * TOKENS + t) * WIDTH + c], within(1e-5));
          slopes[t][c] = scale * outputs[t][c];
        }
      }
      reference.addGradients(slopes);
    }
    golden
        .gradients(causal)
        .forEach((name, gradient) -> assertClose(name, reference.gradients().get(name), gradient));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsOfTheReferenceAgreeWithFiniteDifferences(boolean causal) {
    TestingReferenceTransformer reference = reference(causal);
    double[][] outputs = goldenSequence(reference);
    double[][] slopes = new double[TOKENS][WIDTH];
    for (int t = 0; t < TOKENS; t++) {
      for (int c = 0; c < WIDTH; c++) {
        slopes[t][c] = 2 * outputs[t][c];
      }
    }
    reference.addGradients(slopes);
    double shift = 1e-6;
    reference
        .parameters()
        .forEach(
            (name, values) -> {
              for (int i = 0; i < values.length; i++) {
                double value = values[i];
                values[i] = value + shift;
                double up = squares(goldenSequence(reference));
                values[i] = value - shift;
                double down = squares(goldenSequence(reference));
                values[i] = value;
                assertThat(reference.gradients().get(name)[i])
                    .as("gradient of number %d of '%s'", i, name)
                    .isCloseTo((up - down) / (2 * shift), within(1e-6));
              }
            });
  }

  private double[][] goldenSequence(TestingReferenceTransformer reference) {
    return reference.outputs(
        rows(golden.tokens(), 0, WIDTH),
        levels(golden.levels(), 0),
        rows(golden.conditions(), 0, CONDITIONS));
  }

  private static double squares(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).map(y -> y * y).sum();
  }

  /**
   * All parameters stay within 1e-5 if epsilon is well above the rounding of a gradient. With the
   * usual, smaller one so do all but the biases of the keys. A key's bias adds the same to all
   * scores of a query, which the softmax takes away: it has no effect and its gradient is 0, but
   * Adam divides what rounding leaves of that by its own size, and so lets it drift.
   */
  @ParameterizedTest
  @CsvSource({"true, 1e-8", "false, 1e-8", "true, 1e-5", "false, 1e-5"})
  void tenStepsStayWithTheDoublePrecisionReference(boolean causal, double epsilon) {
    OptimizerSettings optimizer = new OptimizerSettings(0.9, 0.999, epsilon, 0.01, CLIP);
    boolean withKeyBiases = epsilon > 1e-6;
    TestingReferenceTransformer reference = reference(causal);
    TestingAdamW adam = new TestingAdamW(optimizer, reference.parameters());
    List<Double> norms = new ArrayList<>();
    try (Engine engine = TestingEngines.open();
        Model noise = noiseModel(engine);
        Model model =
            model(
                engine,
                new TransformerBackbone(TestingGolden.configuration(causal)),
                SCHEDULE,
                PARAMETERIZATION);
        TrainingSession noiseSession = noise.train(noiseSettings());
        TrainingSession session = model.train(optimizer)) {
      golden.restoreTo(model);
      for (int step = 0; step < STEPS; step++) {
        TrainingBatch batch = batch(step);
        float[] drawn = noise(noise, noiseSession, step);
        double rate = LEARNING_RATE * Math.min(1, (step + 1.0) / WARMUP);
        StepSettings settings = new StepSettings(step, SEED, rate, AVERAGE_DECAY);
        Outcome outcome = session.step(batch, settings);
        double loss = addGradients(reference, batch, drawn);
        double norm = adam.step(reference.gradients(), settings);
        norms.add(norm);
        assertThat(outcome.loss()).as("loss of step %d", step).isCloseTo(loss, within(1e-5));
        assertThat(outcome.gradientNorm())
            .as("norm of step %d", step)
            .isCloseTo(norm, within(1e-5 * norm));
        assertNear(model, StatePart.WEIGHTS, reference.parameters(), withKeyBiases);
        assertNear(model, StatePart.AVERAGE, adam.average(), withKeyBiases);
      }
    }
    assertThat(norms)
        .as("norms of steps that are clipped and of others")
        .anyMatch(norm -> norm > 1.1 * CLIP)
        .anyMatch(norm -> norm < 0.9 * CLIP);
  }

  @Test
  void noiseOfTheReferenceIsThatOfTheEngine() {
    try (Engine engine = TestingEngines.open();
        Model noise = noiseModel(engine);
        TrainingSession session = noise.train(noiseSettings())) {
      double squares = 0;
      float[] first = noise(noise, session, 0);
      for (float number : first) {
        squares += (double) number * number / first.length;
      }
      assertThat(squares).as("variance").isBetween(0.5, 2.0);
      assertThat(noise(noise, session, 1)).isNotEqualTo(first);
      assertThat(noise(noise, session, 0)).containsExactly(first, Offset.offset(1e-6f));
    }
  }

  private static Model model(
      Engine engine,
      DenoiserBackbone backbone,
      NoiseSchedule schedule,
      Parameterization parameterization) {
    return engine.create(
        new ModelRequest(backbone, SPEC, TOKENS, schedule, parameterization, 20, 0));
  }

  /** A model whose gradient is the noise, whatever the levels. */
  private static Model noiseModel(Engine engine) {
    return model(
        engine,
        new TestingNoiseBackbone(SEQUENCES, TOKENS),
        SCHEDULE,
        new TestingTarget(new Linear(0, 1)));
  }

  private static OptimizerSettings noiseSettings() {
    return new OptimizerSettings(0, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);
  }

  /** The noise that the engine draws in a step, [sequence, token, channel]. */
  private static float[] noise(Model model, TrainingSession session, int step) {
    float[] weights = new float[SEQUENCES * TOKENS];
    Arrays.fill(weights, WIDTH / 2f);
    TrainingBatch batch = batch(step);
    session.step(
        new TrainingBatch(batch.values(), batch.conditions(), batch.levels(), weights),
        new StepSettings(step, SEED, 0, 1));
    float[] noise = state(model, StatePart.OPTIMIZER).get("outputs.mean");
    for (int i = 0; i < noise.length; i++) {
      noise[i] = -noise[i];
    }
    return noise;
  }

  /** Random tokens and conditions; mixed levels, clean tokens among them; unequal weights. */
  private static TrainingBatch batch(int step) {
    Random random = new Random(step);
    NoiseLevels levels = new NoiseLevels(SEQUENCES, TOKENS);
    float[] weights = new float[SEQUENCES * TOKENS];
    for (int i = 0; i < weights.length; i++) {
      levels.array()[i] = random.nextInt(TestingGolden.LEVELS + 100) - 100;
      levels.array()[i] = Math.max(NoiseSchedule.CLEAN, levels.array()[i]);
      weights[i] = (0.5f + random.nextFloat()) / weights.length;
    }
    return new TrainingBatch(
        TestingGolden.direct(normal(random, SEQUENCES * TOKENS * WIDTH)),
        TestingGolden.direct(normal(random, SEQUENCES * TOKENS * CONDITIONS)),
        levels,
        weights);
  }

  private static float[] normal(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Adds the gradients of a batch's loss, and gives the loss. */
  private static double addGradients(
      TestingReferenceTransformer reference, TrainingBatch batch, float[] noise) {
    float[] values = new float[batch.values().remaining()];
    batch.values().duplicate().get(values);
    float[] conditions = new float[batch.conditions().remaining()];
    batch.conditions().duplicate().get(conditions);
    double loss = 0;
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      double[][] clean = rows(values, sequence, WIDTH);
      double[][] drawn = rows(noise, sequence, WIDTH);
      int[] levels = levels(batch.levels(), sequence);
      double[][] noisy = new double[TOKENS][WIDTH];
      double[][] target = new double[TOKENS][WIDTH];
      for (int t = 0; t < TOKENS; t++) {
        double signal = SCHEDULE.signal(levels[t]);
        double sigma = SCHEDULE.noise(levels[t]);
        for (int c = 0; c < WIDTH; c++) {
          noisy[t][c] = signal * clean[t][c] + sigma * drawn[t][c];
          target[t][c] = signal * drawn[t][c] - sigma * clean[t][c];
        }
      }
      double[][] outputs = reference.outputs(noisy, levels, rows(conditions, sequence, CONDITIONS));
      double[][] slopes = new double[TOKENS][WIDTH];
      for (int t = 0; t < TOKENS; t++) {
        double weight = batch.weights()[sequence * TOKENS + t];
        for (int c = 0; c < WIDTH; c++) {
          double error = outputs[t][c] - target[t][c];
          loss += weight * error * error / WIDTH;
          slopes[t][c] = 2 * weight * error / WIDTH;
        }
      }
      reference.addGradients(slopes);
    }
    return loss;
  }

  private TestingReferenceTransformer reference(boolean causal) {
    return new TestingReferenceTransformer(
        TestingGolden.configuration(causal), golden.parameters());
  }

  private static double[][] rows(float[] values, int sequence, int width) {
    double[][] rows = new double[TOKENS][width];
    for (int t = 0; t < TOKENS; t++) {
      for (int c = 0; c < width; c++) {
        rows[t][c] = values[(sequence * TOKENS + t) * width + c];
      }
    }
    return rows;
  }

  private static int[] levels(NoiseLevels levels, int sequence) {
    return Arrays.copyOfRange(levels.array(), sequence * TOKENS, (sequence + 1) * TOKENS);
  }

  private static Map<String, float[]> state(Model model, StatePart part) {
    Map<String, float[]> state = new HashMap<>();
    for (NamedTensor tensor : model.save(part)) {
      float[] values = new float[tensor.values().remaining()];
      tensor.values().get(values);
      state.put(tensor.name(), values);
    }
    return state;
  }

  private static void assertNear(
      Model model, StatePart part, Map<String, double[]> expected, boolean withKeyBiases) {
    Map<String, float[]> actual = state(model, part);
    assertThat(actual).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length; i++) {
            boolean keyBias = name.endsWith("attention.input.bias") && i / (values.length / 3) == 1;
            if (withKeyBiases || !keyBias) {
              assertThat((double) actual.get(name)[i])
                  .as("number %d of '%s' in %s", i, name, part)
                  .isCloseTo(values[i], within(1e-5));
            }
          }
        });
  }

  private static double[] toDouble(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  /** Within 1e-5, both relative and absolute; the golden file allows 2e-4 for a network. */
  private static void assertClose(String name, double[] actual, float[] expected) {
    assertThat(actual).as("size of '%s'", name).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("gradient of number %d of '%s'", i, name)
          .isCloseTo(expected[i], within(1e-5 * (1 + Math.abs(expected[i]))));
    }
  }
}
