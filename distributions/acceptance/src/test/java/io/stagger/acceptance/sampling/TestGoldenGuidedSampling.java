package io.stagger.acceptance.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.core.run.FutureRule;
import io.stagger.core.run.GuidanceLevel;
import io.stagger.core.run.StepPlanner;
import io.stagger.diffusion.parameterization.CleanParameterization;
import io.stagger.diffusion.parameterization.EpsilonParameterization;
import io.stagger.diffusion.parameterization.VelocityParameterization;
import io.stagger.diffusion.schedule.CosineNoiseSchedule;
import io.stagger.diffusion.schedule.CosineSettings;
import io.stagger.diffusion.schedule.LinearNoiseSchedule;
import io.stagger.diffusion.schedule.LinearSettings;
import io.stagger.diffusion.solver.DdimSettings;
import io.stagger.diffusion.solver.DdimSolver;
import io.stagger.testkit.host.HostBackbone;
import io.stagger.testkit.host.HostEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guided steps as the core plans them and an engine takes them, against the authors' numbers. */
final class TestGoldenGuidedSampling {
  private static final int LEVELS = 1000;
  private static final int STEPS = 50;
  private static final int TOKENS = 6;
  private static final int WIDTH = 3;
  private static final JsonNode GUIDED = json("guided_ddim_step.json");
  private static final JsonNode PAPER = json("paper_branch.json").get("ddim_sample_step");

  private static JsonNode json(String name) {
    try (InputStream in = TestGoldenGuidedSampling.class.getResourceAsStream("/golden/" + name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static StepPlanner planner(
      String schedule, Parameterization parameterization, double eta, GuidanceLevel level) {
    return new StepPlanner(
        schedule.equals("linear")
            ? new LinearNoiseSchedule(new LinearSettings(LEVELS, 1e-4, 0.02))
            : new CosineNoiseSchedule(new CosineSettings(LEVELS, 0.008)),
        parameterization,
        new DdimSolver(new DdimSettings(eta)),
        SamplingLevels.of(LEVELS, STEPS, SamplingLevels.Rounding.TRUNCATE),
        new Stabilization(9, false),
        level,
        FutureRule.FUTURE);
  }

  static Stream<String> cases() {
    List<String> names = new ArrayList<>();
    GUIDED.get("cases").fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void guidedStepIsGolden(String name) {
    String[] parts = name.split("\\|", -1);
    double scale = Double.parseDouble(parts[2].split("=", 2)[1]);
    StepPlanner planner =
        planner(
            parts[0],
            switch (parts[1]) {
              case "pred_noise" -> new EpsilonParameterization();
              case "pred_x0" -> new CleanParameterization();
              case "pred_v" -> new VelocityParameterization();
              default -> throw new AssertionError(parts[1]);
            },
            0,
            GuidanceLevel.NEXT);
    for (int sequence = 0; sequence < 2; sequence++) {
      float[] expected = numbers(GUIDED.get("cases").get(name), sequence);
      float[] next = guidedStep(planner, sequence, scale);
      for (int i = 0; i < expected.length; i++) {
        boolean lastCosineLevel =
            parts[0].equals("cosine")
                && GUIDED.get("from_index").get(i / WIDTH).get(sequence).asInt() == STEPS;
        double relative = lastCosineLevel ? 1e-4 : 1e-5;
        assertThat((double) next[i])
            .as("number %d of sequence %d", i, sequence)
            .isCloseTo(expected[i], within(relative * Math.abs(expected[i]) + 1e-6));
      }
    }
  }

  /** One step of one sequence, because sequences have levels of their own there. */
  private static float[] guidedStep(StepPlanner planner, int sequence, double scale) {
    float[] a = numbers(GUIDED.get("a"), sequence);
    float[] b = numbers(GUIDED.get("b"), sequence);
    float[] target = numbers(GUIDED.get("target"), sequence);
    int[][] rows = new int[4][TOKENS];
    for (int token = 0; token < TOKENS; token++) {
      rows[0][token] = STEPS;
      rows[1][token] = GUIDED.get("from_index").get(token).get(sequence).asInt();
      rows[2][token] = GUIDED.get("to_index").get(token).get(sequence).asInt();
    }
    DenoisingSteps plan = planner.plan(SchedulingMatrix.of(STEPS, rows), 1, 1, 0, TOKENS);
    GuidanceObjective objective =
        (clean, batch, time, firstPosition, values, gradient) -> {
          for (int i = 0; i < target.length; i++) {
            gradient.put(i, (float) (-2 * (clean.get(i) - (double) target[i])));
          }
        };
    Model model =
        new HostEngine()
            .create(
                new ModelRequest(
                    new LinesBackbone(a, b),
                    TokenSpec.vector(WIDTH, 0),
                    TOKENS,
                    planner.schedule(),
                    planner.parameterization(),
                    20,
                    1));
    SamplingRequest request =
        new SamplingRequest(
            1,
            StatePart.WEIGHTS,
            planner.stabilization(),
            Double.POSITIVE_INFINITY,
            false,
            List.of(
                new SamplingRequest.Guidance("target", objective, scale, Double.POSITIVE_INFINITY)),
            SamplingRequest.MonteCarlo.OFF,
            1);
    try (SamplingSession session = model.sample(request)) {
      session.append(
          TOKENS, FloatBuffer.wrap(numbers(GUIDED.get("x"), sequence)), FloatBuffer.allocate(0));
      session.step(plan);
      float[] next = new float[TOKENS * WIDTH];
      session.read(0, TOKENS, FloatBuffer.wrap(next));
      return next;
    }
  }

  /** The numbers of one sequence, [time, width], of [time, batch, width]. */
  private static float[] numbers(JsonNode timeFirst, int sequence) {
    float[] numbers = new float[TOKENS * WIDTH];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) timeFirst.get(i / WIDTH).get(sequence).get(i % WIDTH).asDouble();
    }
    return numbers;
  }

  /** Outputs {@code a x + b}, with coefficients for each number of one sequence. */
  private record LinesBackbone(float[] a, float[] b) implements HostBackbone {
    @Override
    public boolean causal() {
      return true;
    }

    @Override
    public Network start(ModelRequest request) {
      return new Network() {
        @Override
        public void commit(int[] levels, double[][] seen, double[][] conditions) {
          throw new AssertionError("Nothing is committed.");
        }

        @Override
        public double[][] outputs(int[] levels, double[][] seen, double[][] conditions) {
          double[][] outputs = new double[seen.length][WIDTH];
          for (int i = 0; i < TOKENS * WIDTH; i++) {
            outputs[i / WIDTH][i % WIDTH] = a[i] * seen[i / WIDTH][i % WIDTH] + b[i];
          }
          return outputs;
        }

        @Override
        public double[] memory() {
          return new double[0];
        }

        @Override
        public void remember(double[] memory) {
          throw new AssertionError("Nothing is committed.");
        }
      };
    }
  }

  /**
   * The branch of the paper moves the token itself by {@code const} times the gradient, where
   *
   * <pre>const = noise^2 - c noise,   c = sqrt(noise'^2 - sigma^2)</pre>
   *
   * and nothing in the last step. Ours moves the predicted noise by {@code -noise g}, so that DDIM,
   * {@code x' = signal' x0 + c eps}, moves the token by {@code (signal' / signal) noise^2 - c
   * noise}: theirs, but for the growth of the signal in one step.
   */
  @Test
  void theConstantOfThePaperIsOursButForTheGrowthOfTheSignal() {
    for (double eta : new double[] {0, 1}) {
      for (int index : new int[] {0, 1, 25, 48, 49}) {
        StepPlanner planner =
            planner("linear", new CleanParameterization(), eta, GuidanceLevel.CURRENT);
        DenoisingSteps plan = planner.plan(oneToken(), index, 1, 0, 1);
        JsonNode step = PAPER.get("steps").get("eta=%.1f|index=%d".formatted(eta, index));
        NoiseSchedule schedule = planner.schedule();
        int level = planner.levels().trainingLevel(STEPS - index);
        int next = planner.levels().trainingLevel(STEPS - index - 1);
        double noise = schedule.noise(level);
        double growth = schedule.signal(next) / schedule.signal(level) - 1;
        double ours = (double) plan.clean(0, 0) * plan.guidance(0, 0);
        double theirs = step.get("guidance_const").asDouble();
        if (next == NoiseSchedule.CLEAN) {
          assertThat(theirs).isZero();
          assertThat(ours).isCloseTo(noise * noise / schedule.signal(level), within(1e-6));
        } else {
          assertThat(ours - growth * noise * noise)
              .as("eta %s, step %d", eta, index)
              .isCloseTo(theirs, within(1e-5 * theirs + 1e-6));
        }
      }
    }
  }

  /** The step itself, with the prediction and the noise that the reference was given. */
  @Test
  void stepOfThePaperIsGolden() {
    for (double eta : new double[] {0, 1}) {
      for (int index : new int[] {0, 1, 25, 48, 49}) {
        DenoisingSteps plan =
            planner("linear", new CleanParameterization(), eta, GuidanceLevel.CURRENT)
                .plan(oneToken(), index, 1, 0, 1);
        JsonNode step = PAPER.get("steps").get("eta=%.1f|index=%d".formatted(eta, index));
        for (int row = 0; row < 3; row++) {
          for (int i = 0; i < 3; i++) {
            double x = PAPER.get("x").get(row).get(i).asDouble();
            double z = PAPER.get("noise").get(row).get(i).asDouble();
            double kept = plan.state(0, 0) * x;
            double clean = plan.clean(0, 0) * 0.4;
            double fresh = plan.noise(0, 0) * z;
            // Of the terms rather than of their sum, because the reference rounds coefficients
            // to float32 before terms of either sign meet.
            double size = Math.abs(kept) + Math.abs(clean) + Math.abs(fresh);
            assertThat(kept + clean + fresh)
                .as("eta %s, step %d", eta, index)
                .isCloseTo(
                    step.get("x_next").get(row).get(i).asDouble(), within(1e-5 * size + 1e-6));
          }
        }
      }
    }
  }

  private static SchedulingMatrix oneToken() {
    int[][] rows = new int[STEPS + 1][1];
    for (int row = 0; row <= STEPS; row++) {
      rows[row][0] = STEPS - row;
    }
    return SchedulingMatrix.of(STEPS, rows);
  }
}
