package io.stagger.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingSession;
import io.stagger.api.engine.TrainingSession.StepSettings;
import io.stagger.tensorflow.EngineConfiguration.Precision;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

final class TestTensorFlowModel {
  private static final int SIZE = TestingModels.TOKENS * TestingModels.WIDTH;

  @Test
  void solverHistoryIsTheCleanPredictionOfTheTokensStepBefore() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine);
        SamplingSession session = model.sample(TestingModels.request(1, true, List.of()))) {
      session.append(TestingModels.TOKENS, TestingModels.random(SIZE, 2), TestingModels.none());
      DenoisingSteps predict = new DenoisingSteps(1, TestingModels.TOKENS);
      DenoisingSteps wait = new DenoisingSteps(1, TestingModels.TOKENS);
      DenoisingSteps recall = new DenoisingSteps(1, TestingModels.TOKENS);
      for (int t = 0; t < TestingModels.TOKENS; t++) {
        predict.update(0, t, 500, 0, 1, new Solver.Update(0, 1, 0, 0));
        wait.keep(0, t, 400, 1, 0);
        recall.update(0, t, 300, 0, 1, new Solver.Update(0, 0, 0, 1));
      }
      session.step(predict);
      float[] predicted = read(session);
      session.step(wait);
      session.step(recall);
      assertThat(read(session)).isEqualTo(predicted);
    }
  }

  @Test
  void tokensStartWithTheDeviationOfTheLastLevel() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model plain = TestingModels.model(engine);
        Model louder = TestingModels.model(engine, new TestingLouderSchedule(3))) {
      float[] expected = initialNoise(plain);
      for (int i = 0; i < expected.length; i++) {
        expected[i] *= 3;
      }
      assertThat(initialNoise(louder)).containsExactly(expected, Offset.offset(1e-5f));
    }
  }

  private static float[] initialNoise(Model model) {
    try (SamplingSession session = model.sample(TestingModels.request(1, false, List.of()))) {
      session.appendNoise(TestingModels.TOKENS, TestingModels.none());
      return read(session);
    }
  }

  private static float[] read(SamplingSession session) {
    float[] values = new float[SIZE];
    session.read(0, TestingModels.TOKENS, FloatBuffer.wrap(values));
    return values;
  }

  @Test
  void dividingTheBatchAmongThreadsChangesRoundingAlone() {
    for (int sequences : new int[] {1, 2, 7}) {
      try (Engine one =
              TensorFlowEngine.open(new EngineConfiguration(1, Precision.FLOAT32, "cpu"));
          Engine three =
              TensorFlowEngine.open(new EngineConfiguration(3, Precision.FLOAT32, "cpu"));
          Model alone = TestingModels.model(one);
          Model shared = TestingModels.model(three);
          TrainingSession first = alone.train(TestingModels.OPTIMIZER);
          TrainingSession second = shared.train(TestingModels.OPTIMIZER)) {
        for (int step = 0; step < 3; step++) {
          TrainingSession.Outcome expected =
              first.step(TestingModels.batch(sequences, step), new StepSettings(step, 0, 1e-2, 0));
          TrainingSession.Outcome actual =
              second.step(TestingModels.batch(sequences, step), new StepSettings(step, 0, 1e-2, 0));
          assertThat(actual.loss()).isCloseTo(expected.loss(), Offset.offset(1e-5));
          assertThat(actual.gradientNorm()).isCloseTo(expected.gradientNorm(), Offset.offset(1e-5));
        }
      }
    }
  }

  @Test
  void trainingOnSeveralThreadsIsReproducibleToTheBit() {
    assertThat(weightsOnThreeThreads()).isEqualTo(weightsOnThreeThreads());
  }

  private static List<Float> weightsOnThreeThreads() {
    List<Float> weights = new ArrayList<>();
    try (Engine engine =
            TensorFlowEngine.open(new EngineConfiguration(3, Precision.FLOAT32, "cpu"));
        Model model = TestingModels.model(engine);
        TrainingSession session = model.train(TestingModels.OPTIMIZER)) {
      for (int step = 0; step < 50; step++) {
        session.step(TestingModels.batch(64, step), new StepSettings(step, 0, 1e-2, 0.9));
      }
      for (var tensor : model.save(StatePart.WEIGHTS)) {
        for (int i = 0; i < tensor.values().remaining(); i++) {
          weights.add(tensor.values().get(i));
        }
      }
    }
    return weights;
  }

  @Test
  void bfloat16IsCloseToFloat32ButNotEqual() {
    double exact = lossAfter(Precision.FLOAT32);
    double rounded = lossAfter(Precision.BFLOAT16);
    assertThat(rounded).isNotEqualTo(exact).isCloseTo(exact, Percentage.withPercentage(3));
  }

  private static double lossAfter(Precision precision) {
    try (Engine engine = TestingModels.engine(precision);
        Model model = TestingModels.model(engine);
        TrainingSession session = model.train(TestingModels.OPTIMIZER)) {
      double loss = Double.NaN;
      for (int step = 0; step < 20; step++) {
        loss =
            session.step(TestingModels.batch(8, step), new StepSettings(step, 0, 1e-2, 0.9)).loss();
      }
      return loss;
    }
  }

  @Test
  void gradientIsClippedByItsGlobalNorm() {
    // After one step of Adam from nothing, the first moment is (1 - beta1) times the gradient.
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine);
        TrainingSession session = model.train(new OptimizerSettings(0.9, 0.999, 1e-8, 0, 1e-3))) {
      TrainingSession.Outcome outcome =
          session.step(TestingModels.batch(8, 0), new StepSettings(0, 0, 1e-3, 0));
      assertThat(outcome.gradientNorm()).isGreaterThan(1e-2);
      double square = 0;
      for (var tensor : model.save(StatePart.OPTIMIZER)) {
        if (tensor.name().endsWith(".mean")) {
          for (int i = 0; i < tensor.values().remaining(); i++) {
            square += Math.pow(tensor.values().get(i) / 0.1, 2);
          }
        }
      }
      assertThat(Math.sqrt(square)).isCloseTo(1e-3, Offset.offset(1e-6));
    }
  }

  @Test
  void trainingAndSamplingHaveFlatMemory() {
    // A tensor of a step that was not closed would add 1.2 MB a step here.
    int sequences = 20_000;
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine);
        TrainingSession training = model.train(TestingModels.OPTIMIZER)) {
      var batch = TestingModels.batch(sequences, 0);
      FloatBuffer known = TestingModels.random(sequences * SIZE, 1);
      DenoisingSteps plan = new DenoisingSteps(2, TestingModels.TOKENS - 1);
      for (int row = 0; row < 2; row++) {
        for (int t = 0; t < plan.tokens(); t++) {
          plan.update(row, t, 500, 0, 1, new Solver.Update(0.5, 0.5, 0.1, 0.1));
        }
      }
      long before = 0;
      for (int step = 0; step < 250; step++) {
        if (step == 50) {
          before = Pointer.physicalBytes();
        }
        training.step(batch, new StepSettings(step, 0, 1e-3, 0.9));
        try (SamplingSession session =
            model.sample(TestingModels.request(sequences, true, List.of()))) {
          session.append(TestingModels.TOKENS, known, TestingModels.none());
          session.commit(1);
          session.step(plan);
          session.read(0, 1, FloatBuffer.allocate(sequences * TestingModels.WIDTH));
        }
      }
      assertThat(Pointer.physicalBytes() - before)
          .as("growth over 200 steps")
          .isLessThan(100L << 20);
    }
  }
}
