package io.stagger.tensorflow;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.tensorflow.EngineConfiguration.Precision;
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Models of the latent backbone, and what they are fed. */
final class TestingModels {
  static final int WIDTH = 3;
  static final int TOKENS = 5;
  static final NoiseSchedule SCHEDULE = new TestingNoiseSchedule(1000);
  static final OptimizerSettings OPTIMIZER = new OptimizerSettings(0.9, 0.999, 1e-8, 0.01, 1);

  private TestingModels() {}

  static Engine engine(Precision precision) {
    return TensorFlowEngine.open(new EngineConfiguration(1, precision, "cpu"));
  }

  static Model model(Engine engine) {
    return model(engine, SCHEDULE);
  }

  static Model model(Engine engine, NoiseSchedule schedule) {
    return engine.create(
        new ModelRequest(
            new TestingLatentBackbone(),
            TokenSpec.vector(WIDTH, 0),
            TOKENS,
            schedule,
            new TestingParameterization(),
            20,
            3));
  }

  static SamplingRequest request(
      int batch, boolean history, List<SamplingRequest.Guidance> guidance) {
    return new SamplingRequest(
        batch,
        StatePart.WEIGHTS,
        new SamplingRequest.Stabilization(NoiseSchedule.CLEAN, false),
        Double.POSITIVE_INFINITY,
        history,
        guidance,
        SamplingRequest.MonteCarlo.OFF,
        11);
  }

  static FloatBuffer random(int size, long seed) {
    Random random = new Random(seed);
    FloatBuffer buffer = direct(size);
    for (int i = 0; i < size; i++) {
      buffer.put(i, (float) random.nextGaussian());
    }
    return buffer;
  }

  static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  static FloatBuffer none() {
    return direct(0);
  }

  static TrainingBatch batch(int sequences, long seed) {
    NoiseLevels levels = new NoiseLevels(sequences, TOKENS);
    Random random = new Random(seed);
    for (int i = 0; i < levels.array().length; i++) {
      levels.array()[i] = random.nextInt(1000);
    }
    float[] weights = new float[sequences * TOKENS];
    Arrays.fill(weights, 1f / weights.length);
    return new TrainingBatch(random(sequences * TOKENS * WIDTH, seed), none(), levels, weights);
  }
}
