package io.stagger.planning.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.tensorflow.EngineConfiguration;
import io.stagger.tensorflow.TensorFlowEngine;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.transformer.TransformerConfiguration;
import io.stagger.transformer.TransformerPlugin;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each objective's gradient with respect to what a bidirectional transformer sees, by finite
 * differences: the first token is known, the last one waits, those between are denoised.
 */
final class TestGuidanceThroughNetwork {
  private static final TokenLayout LAYOUT = TestingLayouts.full();
  private static final int TOKENS = 4;
  private static final int WIDTH = LAYOUT.width();
  private static final int SIZE = TOKENS * WIDTH;

  private static Engine engine;
  private static Model model;

  @BeforeAll
  static void open() {
    engine =
        TensorFlowEngine.open(
            new EngineConfiguration(1, EngineConfiguration.Precision.FLOAT32, "cpu"));
    model =
        engine.create(
            new ModelRequest(
                backbone(
                    new TransformerConfiguration(
                        16,
                        2,
                        2,
                        2,
                        false,
                        TransformerConfiguration.Normalization.PRE,
                        TransformerConfiguration.Activation.GELU,
                        0,
                        TransformerConfiguration.Positions.SINUSOID,
                        Optional.empty(),
                        0)),
                TokenSpec.vector(WIDTH, 0),
                TOKENS,
                SCHEDULE,
                CLEAN_OUTPUT,
                20,
                3));
  }

  @AfterAll
  static void close() {
    model.close();
    engine.close();
  }

  @SuppressWarnings("unchecked") // the extension was added with this configuration
  private static DenoiserBackbone backbone(TransformerConfiguration configuration) {
    var extension =
        (io.stagger.api.plugin.Extension<DenoiserBackbone, TransformerConfiguration>)
            CollectedExtensions.of(new TransformerPlugin())
                .get(ExtensionPoints.BACKBONE, "transformer");
    return extension.factory().create(configuration, null);
  }

  static List<String> objectives() {
    return List.copyOf(named().keySet());
  }

  private static Map<String, GuidanceObjective> named() {
    Map<String, GuidanceObjective> named = new LinkedHashMap<>();
    List<Integer> position = List.of(0, 1);
    named.put("reach", new ReachObjective(TestingReach.settings(List.of(4.0, 1.5)), LAYOUT));
    named.put(
        "waypoint",
        new WaypointObjective(
            new WaypointSettings(List.of(4.0, 1.5), 1, Optional.empty(), 0.5, position), LAYOUT));
    named.put(
        "avoid",
        new AvoidObjective(
            new AvoidSettings(List.of(3.0, 2.0), Optional.of(6.0), List.of(), position), LAYOUT));
    named.put("reward", new RewardObjective(LAYOUT));
    named.put("small-actions", new SmallActionsObjective(LAYOUT));
    return named;
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void gradientThroughTheNetworkIsTheSlopeOfTheScore(String name) {
    GuidanceObjective objective = named().get(name);
    float[] tokens = random();
    float[] plain = predict(tokens, Optional.empty());
    float[] guided = predict(tokens, Optional.of(objective));
    double[] slopes = new double[SIZE];
    double greatest = 0;
    float step = 0x1p-6f;
    for (int i = WIDTH; i < SIZE - WIDTH; i++) {
      double wide = slope(objective, tokens, i, 2 * step);
      double narrow = slope(objective, tokens, i, step);
      slopes[i] = (4 * narrow - wide) / 3;
      greatest = Math.max(greatest, Math.abs(slopes[i]));
    }
    assertThat(greatest).isPositive();
    for (int i = WIDTH; i < SIZE - WIDTH; i++) {
      assertThat((double) guided[i] - plain[i])
          .as("what number %d of the tokens gains", i)
          .isCloseTo(slopes[i], within(1e-3 * greatest));
    }
    for (int i = SIZE - WIDTH; i < SIZE; i++) {
      assertThat(guided[i]).as("a token that waits").isEqualTo(tokens[i]);
    }
  }

  private static double slope(GuidanceObjective objective, float[] tokens, int at, float step) {
    float[] up = tokens.clone();
    float[] down = tokens.clone();
    up[at] += step;
    down[at] -= step;
    return (score(objective, up) - score(objective, down)) / (2.0 * step);
  }

  /** The score of what the network predicts, which an objective without a gradient tells. */
  private static double score(GuidanceObjective objective, float[] tokens) {
    double[] score = {Double.NaN};
    GuidanceObjective listening =
        (clean, batch, time, firstPosition, values, gradient) -> {
          objective
              .forSequences(known(), 1)
              .evaluate(
                  clean,
                  batch,
                  time,
                  firstPosition,
                  values,
                  FloatBuffer.allocate(gradient.remaining()));
          score[0] = values[0];
        };
    predict(tokens, Optional.of(listening));
    return score[0];
  }

  private static List<Tokens> known() {
    return List.of(Tokens.ofReal(TokenSpec.vector(WIDTH, 0), random(), new float[0]));
  }

  /** The clean predictions of the middle tokens in one step. */
  private static float[] predict(float[] tokens, Optional<GuidanceObjective> objective) {
    DenoisingSteps plan = new DenoisingSteps(1, TOKENS);
    plan.keep(0, 0, 9, SCHEDULE.signal(9), 0);
    plan.predict(0, 0, 0.2, 0.8);
    for (int t = 1; t < TOKENS - 1; t++) {
      plan.update(0, t, 50, 0.3, 0.7, new Solver.Update(0, 1, 0, 0));
      plan.guide(0, t, 1);
    }
    plan.keep(0, TOKENS - 1, 99, 1, 0);
    plan.predict(0, TOKENS - 1, 0.4, 0.6);
    List<SamplingRequest.Guidance> guidance = new ArrayList<>();
    objective.ifPresent(
        score ->
            guidance.add(
                new SamplingRequest.Guidance(
                    "testing", score.forSequences(known(), 1), 1, Double.POSITIVE_INFINITY)));
    SamplingRequest request =
        new SamplingRequest(
            1,
            StatePart.WEIGHTS,
            new SamplingRequest.Stabilization(9, false),
            Double.POSITIVE_INFINITY,
            false,
            guidance,
            SamplingRequest.MonteCarlo.OFF,
            11);
    try (SamplingSession session = model.sample(request)) {
      session.append(TOKENS, direct(tokens), direct(new float[0]));
      session.step(plan);
      float[] clean = new float[SIZE];
      session.read(0, TOKENS, FloatBuffer.wrap(clean));
      return clean;
    }
  }

  private static float[] random() {
    Random random = new Random(5);
    float[] numbers = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static FloatBuffer direct(float[] numbers) {
    return ByteBuffer.allocateDirect(numbers.length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(numbers)
        .flip();
  }

  private static final NoiseSchedule SCHEDULE =
      new NoiseSchedule() {
        @Override
        public int levels() {
          return 100;
        }

        @Override
        public double signal(int level) {
          return Math.cos(Math.PI / 2 * (level + 1) / 101);
        }

        @Override
        public double noise(int level) {
          return Math.sin(Math.PI / 2 * (level + 1) / 101);
        }
      };

  private static final Parameterization CLEAN_OUTPUT =
      new Parameterization() {
        @Override
        public Linear target(double signal, double noise) {
          return new Linear(1, 0);
        }

        @Override
        public Linear clean(double signal, double noise) {
          return new Linear(0, 1);
        }

        @Override
        public double cleanErrorPerOutputError(double snr) {
          return 1;
        }

        @Override
        public double outputClip(double noiseClip) {
          return Double.POSITIVE_INFINITY;
        }
      };
}
