package io.stagger.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import io.stagger.api.engine.TrainingSession.StepSettings;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients through time, of sequences as long as the network is unrolled and of shorter ones. */
final class TestUnrolledGradient {
  private static final int WIDTH = 2;
  private static final int CONDITIONS = 1;
  private static final int SEQUENCES = 3;
  private static final int LONGEST = 6;
  private static final double SHIFT = 1e-2;
  private static final StepSettings STILL = new StepSettings(0, 1, 0, 1);

  @ParameterizedTest
  @CsvSource({
    "LEARNED, 2, 2, 0, 6",
    "LEARNED, 2, 2, 0, 4",
    "LEARNED, 2, 2, 2, 6",
    "ENCODED, 1, 1, 0, 6",
    "ZEROS, 3, 0, 0, 6",
    "ZEROS, 0, 2, 1, 6"
  })
  void gradientsAgreeWithFiniteDifferences(
      InitialState initialState, int mlpLayers, int gruLayers, int anchorTokens, int time) {
    RecurrentConfiguration configuration =
        new RecurrentConfiguration(
            8, 4, Optional.of(12), mlpLayers, gruLayers, initialState, anchorTokens);
    // Without momentum, the optimizer's mean is the gradient.
    OptimizerSettings settings = new OptimizerSettings(0, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);
    TrainingBatch batch = batch(time);
    try (Engine engine = TestingEngines.open();
        Model model =
            TestingModels.model(
                engine, configuration, TokenSpec.vector(WIDTH, CONDITIONS), LONGEST);
        TrainingSession session = model.train(settings)) {
      Map<String, float[]> parameters = TestingModels.enlarged(model);
      TestingModels.restore(model, parameters);
      session.step(batch, STILL);
      Map<String, float[]> gradients = TestingModels.parameters(model, StatePart.OPTIMIZER);
      parameters.forEach(
          (name, values) -> {
            // Along the gradient itself, where the slope is its norm.
            float[] gradient = gradients.get(name + ".mean");
            double norm = norm(gradient);
            double up = loss(model, session, batch, parameters, name, gradient, SHIFT / norm);
            double down = loss(model, session, batch, parameters, name, gradient, -SHIFT / norm);
            assertThat((up - down) / (2 * SHIFT))
                .as("slope of the loss along the gradient of '%s'", name)
                .isCloseTo(norm, within(2e-3 * norm + 2e-5));
            assertThat(norm).as("norm of the gradient of '%s'", name).isGreaterThan(1e-4);
          });
    }
  }

  private static double loss(
      Model model,
      TrainingSession session,
      TrainingBatch batch,
      Map<String, float[]> parameters,
      String name,
      float[] direction,
      double shift) {
    Map<String, float[]> shifted = new HashMap<>(parameters);
    float[] values = parameters.get(name).clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (shift * direction[i]);
    }
    shifted.put(name, values);
    TestingModels.restore(model, shifted);
    return session.step(batch, STILL).loss();
  }

  private static double norm(float[] values) {
    double square = 0;
    for (float value : values) {
      square += (double) value * value;
    }
    return Math.sqrt(square);
  }

  /** Only the last token has a weight, so that every gradient has come through time. */
  private static TrainingBatch batch(int time) {
    Random random = new Random(3);
    NoiseLevels levels = new NoiseLevels(SEQUENCES, time);
    float[] weights = new float[SEQUENCES * time];
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      for (int token = 0; token < time; token++) {
        levels.set(sequence, token, random.nextInt(TestingGolden.LEVELS));
      }
      weights[sequence * time + time - 1] = 1f / SEQUENCES;
    }
    return new TrainingBatch(
        TestingModels.direct(normal(random, SEQUENCES * time * WIDTH)),
        TestingModels.direct(normal(random, SEQUENCES * time * CONDITIONS)),
        levels,
        weights);
  }

  private static float[] normal(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
