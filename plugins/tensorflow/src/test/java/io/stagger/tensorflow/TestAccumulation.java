package io.stagger.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseLevels;
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
import io.stagger.tensorflow.EngineConfiguration.Precision;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

final class TestAccumulation {
  private static final double CLIP = 1.2;
  private static final int SIZE = TestingModels.TOKENS * TestingModels.WIDTH;

  @Test
  void stepInPartsIsTheStepOfTheWholeBatch() {
    // Clean tokens and a network that is asked for them leave noise no way into the loss.
    OptimizerSettings settings = new OptimizerSettings(0.9, 0.999, 1e-8, 0.01, CLIP);
    for (int threads : new int[] {1, 3}) {
      try (Engine engine =
              TensorFlowEngine.open(new EngineConfiguration(threads, Precision.FLOAT32, "cpu"));
          Model whole = model(engine);
          Model divided = model(engine);
          TrainingSession wholeSession = whole.train(settings);
          TrainingSession dividedSession = divided.train(settings)) {
        List<Double> norms = new ArrayList<>();
        for (int step = 0; step < 10; step++) {
          StepSettings rates = new StepSettings(step, 3, 1e-2, 0.9);
          Outcome expected = wholeSession.step(cleanBatch(step, 0, 7), rates);
          Outcome actual =
              dividedSession.step(
                  List.of(cleanBatch(step, 0, 3), cleanBatch(step, 3, 4), cleanBatch(step, 4, 7)),
                  rates);
          assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-6));
          assertThat(actual.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-6));
          norms.add(expected.gradientNorm());
        }
        assertThat(norms)
            .as("norms of steps that are clipped and of others")
            .anyMatch(norm -> norm > CLIP)
            .anyMatch(norm -> norm < CLIP);
        for (StatePart part : StatePart.values()) {
          assertClose(divided.save(part), whole.save(part));
        }
      }
    }
  }

  private static void assertClose(List<NamedTensor> actual, List<NamedTensor> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int tensor = 0; tensor < actual.size(); tensor++) {
      NamedTensor one = actual.get(tensor);
      NamedTensor other = expected.get(tensor);
      assertThat(one.name()).isEqualTo(other.name());
      for (int i = 0; i < one.values().remaining(); i++) {
        assertThat((double) one.values().get(i))
            .as("number %d of '%s'", i, one.name())
            .isCloseTo(other.values().get(i), within(2e-6));
      }
    }
  }

  @Test
  void failedStepLeavesNothingToTheNext() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model one = TestingModels.model(engine);
        Model other = TestingModels.model(engine);
        TrainingSession first = one.train(TestingModels.OPTIMIZER);
        TrainingSession second = other.train(TestingModels.OPTIMIZER)) {
      List<TrainingBatch> parts = List.of(TestingModels.batch(4, 1), TestingModels.batch(4, 2));
      StepSettings settings = new StepSettings(0, 3, 1e-2, 0.9);
      TrainingBatch broken =
          new TrainingBatch(
              TestingModels.random(SIZE, 1),
              TestingModels.none(),
              new NoiseLevels(1, TestingModels.TOKENS),
              new float[1]);
      assertThatThrownBy(() -> first.step(List.of(parts.get(0), broken), settings))
          .isInstanceOf(RuntimeException.class);
      assertThat(first.step(parts, settings)).isEqualTo(second.step(parts, settings));
    }
  }

  @Test
  void stepWithoutABatchIsRefused() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine);
        TrainingSession session = model.train(TestingModels.OPTIMIZER)) {
      StepSettings settings = new StepSettings(0, 3, 1e-2, 0.9);
      assertThatThrownBy(() -> session.step(List.of(), settings))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("A training step needs a batch.");
    }
  }

  @Test
  void sumsAreNoPartOfTheSavedState() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine);
        TrainingSession session = model.train(TestingModels.OPTIMIZER)) {
      List<String> before = names(model);
      session.step(
          List.of(TestingModels.batch(4, 1), TestingModels.batch(4, 2)),
          new StepSettings(0, 3, 1e-2, 0.9));
      assertThat(names(model)).isEqualTo(before);
    }
  }

  private static List<String> names(Model model) {
    List<String> names = new ArrayList<>();
    for (StatePart part : StatePart.values()) {
      model.save(part).forEach(tensor -> names.add(part + " " + tensor.name()));
    }
    return names;
  }

  @Test
  void hasFlatMemory() {
    // A tensor of a part that was not closed would add at least 0.4 MB a step here.
    int sequences = 20_000;
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine);
        TrainingSession session = model.train(TestingModels.OPTIMIZER)) {
      List<TrainingBatch> parts =
          List.of(TestingModels.batch(sequences, 1), TestingModels.batch(sequences, 2));
      long before = 0;
      for (int step = 0; step < 150; step++) {
        if (step == 30) {
          before = Pointer.physicalBytes();
        }
        session.step(parts, new StepSettings(step, 0, 1e-3, 0.9));
      }
      assertThat(Pointer.physicalBytes() - before)
          .as("growth over 120 steps")
          .isLessThan(40L << 20);
    }
  }

  private static Model model(Engine engine) {
    return engine.create(
        new ModelRequest(
            new TestingLatentBackbone(),
            TokenSpec.vector(TestingModels.WIDTH, 0),
            TestingModels.TOKENS,
            TestingModels.SCHEDULE,
            new TestingCleanParameterization(),
            20,
            3));
  }

  /** Some of the 7 sequences of a step, with weights that fit all of them. */
  private static TrainingBatch cleanBatch(long step, int first, int end) {
    FloatBuffer all = TestingModels.random(7 * SIZE, step);
    FloatBuffer values = TestingModels.direct((end - first) * SIZE);
    values.put(0, all, first * SIZE, (end - first) * SIZE);
    float[] weights = new float[(end - first) * TestingModels.TOKENS];
    Arrays.fill(weights, 1f / (7 * TestingModels.TOKENS));
    return new TrainingBatch(
        values, TestingModels.none(), new NoiseLevels(end - first, TestingModels.TOKENS), weights);
  }
}
