package io.stagger.recurrent;

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
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Models of recurrent networks, their parameters, and what they make of tokens. */
final class TestingModels {
  static final NoiseSchedule SCHEDULE = new TestingNoiseSchedule(TestingGolden.LEVELS);

  private TestingModels() {}

  static Model model(
      Engine engine, RecurrentConfiguration configuration, TokenSpec tokens, int maximumLength) {
    return engine.create(
        new ModelRequest(
            new RecurrentBackbone(configuration),
            tokens,
            maximumLength,
            SCHEDULE,
            new TestingParameterization(),
            20,
            0));
  }

  /** A session of one sequence whose context is shown as it is. */
  static SamplingSession sample(Model model) {
    return model.sample(
        new SamplingRequest(
            1,
            StatePart.WEIGHTS,
            new SamplingRequest.Stabilization(NoiseSchedule.CLEAN, false),
            Double.POSITIVE_INFINITY,
            false,
            List.of(),
            SamplingRequest.MonteCarlo.OFF,
            0));
  }

  /** Puts the network's raw outputs in the place of the active tokens, and reads them. */
  static float[] outputs(SamplingSession session, int width, int... levels) {
    DenoisingSteps plan = new DenoisingSteps(1, levels.length);
    for (int t = 0; t < levels.length; t++) {
      plan.update(0, t, levels[t], 0, 1, new Solver.Update(0, 1, 0, 0));
    }
    session.step(plan);
    FloatBuffer read = direct(new float[levels.length * width]);
    session.read(0, levels.length, read);
    return array(read.clear());
  }

  static Map<String, float[]> parameters(Model model, StatePart part) {
    Map<String, float[]> parameters = new LinkedHashMap<>();
    for (NamedTensor tensor : model.save(part)) {
      parameters.put(tensor.name(), array(tensor.values().duplicate()));
    }
    return parameters;
  }

  /** Larger parameters than fresh ones, which barely use the past. */
  static Map<String, float[]> enlarged(Model model) {
    Map<String, float[]> parameters = parameters(model, StatePart.WEIGHTS);
    Random random = new Random(4);
    parameters.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (1.5 * values[i] + 0.1 * random.nextGaussian());
          }
        });
    return parameters;
  }

  static float[] random(int size, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static void restore(Model model, Map<String, float[]> parameters) {
    Map<String, NamedTensor> tensors = new HashMap<>();
    for (NamedTensor tensor : model.save(StatePart.WEIGHTS)) {
      tensors.put(
          tensor.name(),
          new NamedTensor(tensor.name(), tensor.shape(), direct(parameters.get(tensor.name()))));
    }
    model.restore(StatePart.WEIGHTS, tensors);
  }

  static FloatBuffer direct(float... values) {
    return ByteBuffer.allocateDirect(values.length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(values)
        .flip();
  }

  private static float[] array(FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }
}
