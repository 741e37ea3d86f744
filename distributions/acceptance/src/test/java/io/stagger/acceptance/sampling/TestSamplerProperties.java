package io.stagger.acceptance.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.SamplingSession;
import io.stagger.core.run.Seeds;
import io.stagger.testkit.gaussian.GaussianBackbone;
import io.stagger.testkit.gaussian.GaussianLaw;
import io.stagger.testkit.host.HostBackbone;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for sampling whatever the network, shown on one that is known. */
final class TestSamplerProperties {
  private static final int LEVELS = 100;
  private static final int STEPS = 20;
  private static final int HORIZON = 7;
  private static final int BATCH = 5;
  private static final long SEED = 3;
  private static final NoiseSchedule SCHEDULE = TestingWays.noiseSchedule("ddim", LEVELS);

  private static TestingPipeline pipeline(boolean causal, Solver solver) {
    return TestingPipeline.of(
        new GaussianBackbone(0.8, 0.3, 1.2, causal),
        SCHEDULE,
        TestingWays.parameterization("ddim"),
        solver,
        STEPS);
  }

  private static Solver ddim(double eta) {
    return TestingWays.solver("ddim", Map.of("eta", eta));
  }

  private static SchedulingMatrix matrix(String name, int horizon) {
    return TestingWays.schedule(name, Map.of()).matrix(horizon, STEPS);
  }

  @Test
  void aScheduleInWhichAllTokensShareALevelIsOrdinaryDiffusion() {
    for (boolean causal : new boolean[] {false, true}) {
      TestingPipeline pipeline = pipeline(causal, ddim(0));
      float[][] sampled = pipeline.sample(matrix("full-sequence", HORIZON), BATCH, SEED);
      double[][] expected = ordinaryDdim(pipeline);
      for (int i = 0; i < BATCH; i++) {
        for (int t = 0; t < HORIZON; t++) {
          // The plan's coefficients are float32.
          assertThat((double) sampled[i][t])
              .as("causal %s, sequence %d, token %d", causal, i, t)
              .isCloseTo(expected[t][i], within(1e-5));
        }
      }
    }
  }

  /** Deterministic DDIM (Song et al., 2021, equation 12) of whole sequences, [time][batch]. */
  private static double[][] ordinaryDdim(TestingPipeline pipeline) {
    double[][] x = startingNoise(pipeline);
    for (int step = STEPS; step > 0; step--) {
      int level = pipeline.planner().levels().trainingLevel(step);
      double alphaBar = SCHEDULE.alphaBar(level);
      double next = SCHEDULE.alphaBar(pipeline.planner().levels().trainingLevel(step - 1));
      double[][] velocity = velocity(pipeline, level, x);
      for (int t = 0; t < HORIZON; t++) {
        for (int i = 0; i < BATCH; i++) {
          double clean = Math.sqrt(alphaBar) * x[t][i] - Math.sqrt(1 - alphaBar) * velocity[t][i];
          double noise = (x[t][i] - Math.sqrt(alphaBar) * clean) / Math.sqrt(1 - alphaBar);
          x[t][i] = Math.sqrt(next) * clean + Math.sqrt(1 - next) * noise;
        }
      }
    }
    return x;
  }

  private static double[][] velocity(TestingPipeline pipeline, int level, double[][] x) {
    HostBackbone.Network network = pipeline.process().start(pipeline.request());
    int[] levels = new int[HORIZON];
    Arrays.fill(levels, level);
    return network.outputs(levels, x, new double[HORIZON][0]);
  }

  /** What the sampler's first group of sequences starts as, [time][batch]. */
  private static double[][] startingNoise(TestingPipeline pipeline) {
    double[][] noise = new double[HORIZON][BATCH];
    try (SamplingSession session =
        pipeline.session(BATCH, new Seeds(SEED).of(Seeds.Purpose.SAMPLING, 0))) {
      session.appendNoise(HORIZON, FloatBuffer.allocate(0));
      float[] values = read(session, 0, HORIZON);
      for (int i = 0; i < BATCH; i++) {
        for (int t = 0; t < HORIZON; t++) {
          noise[t][i] = values[i * HORIZON + t];
        }
      }
    }
    return noise;
  }

  private static float[] read(SamplingSession session, int first, int count) {
    float[] values = new float[session.batch() * count];
    session.read(first, count, FloatBuffer.wrap(values));
    return values;
  }

  @Test
  void knownTokensComeBackBitForBit(@TempDir Path folder) {
    float[] known = {-0.0f, Float.MIN_VALUE, 0.1f, (float) Math.PI, -1e-20f};
    TestingWays ways = new TestingWays(folder);
    for (boolean causal : new boolean[] {false, true}) {
      ways.schedules(HORIZON, STEPS)
          .forEach(
              (order, schedule) -> {
                SchedulingMatrix matrix = schedule.matrix(HORIZON, STEPS);
                for (float[] sequence :
                    pipeline(causal, ddim(1)).sample(matrix, BATCH, SEED, known)) {
                  assertThat(bits(Arrays.copyOf(sequence, known.length)))
                      .as(order)
                      .isEqualTo(bits(known));
                }
              });
    }
  }

  @Test
  void cleanTokensAmongActiveOnesKeepTheirBits() {
    float[] known = {-0.0f, Float.MIN_VALUE, 0.1f, (float) Math.PI, -1e-20f};
    for (boolean causal : new boolean[] {false, true}) {
      TestingPipeline pipeline = pipeline(causal, ddim(1));
      SchedulingMatrix matrix = matrix("pyramid", 2);
      try (SamplingSession session = pipeline.session(BATCH, SEED)) {
        // The clean token is one that the plan has finished: each step keeps it.
        session.append(1, FloatBuffer.wrap(known), FloatBuffer.allocate(0));
        session.appendNoise(2, FloatBuffer.allocate(0));
        DenoisingSteps later =
            pipeline.planner().plan(matrix, 0, matrix.evaluations(), 0, matrix.horizon());
        DenoisingSteps all = new DenoisingSteps(later.steps(), 3);
        int columns = DenoisingSteps.COLUMNS;
        for (int step = 0; step < later.steps(); step++) {
          System.arraycopy(
              later.table(),
              2 * step * columns,
              all.table(),
              (3 * step + 1) * columns,
              2 * columns);
          all.keep(step, 0, NoiseSchedule.CLEAN, 1, 0);
        }
        session.step(all);
        assertThat(bits(read(session, 0, 1))).isEqualTo(bits(known));
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  @Test
  void samplingTokensInOrderEqualsSamplingOneAfterAnotherInASession() {
    for (double eta : new double[] {0, 1}) {
      TestingPipeline pipeline = pipeline(true, ddim(eta));
      float[][] together = pipeline.sample(matrix("autoregressive", HORIZON), BATCH, SEED);
      SchedulingMatrix one = matrix("autoregressive", 1);
      DenoisingSteps steps = pipeline.planner().plan(one, 0, one.evaluations(), 0, 1);
      try (SamplingSession session =
          pipeline.session(BATCH, new Seeds(SEED).of(Seeds.Purpose.SAMPLING, 0))) {
        for (int t = 0; t < HORIZON; t++) {
          session.appendNoise(1, FloatBuffer.allocate(0));
          session.step(steps);
          float[] token = read(session, 0, 1);
          for (int i = 0; i < BATCH; i++) {
            assertThat(token[i]).as("eta %s, token %d", eta, t).isEqualTo(together[i][t]);
          }
          session.commit(1);
        }
      }
    }
  }

  @Test
  void samplingTokensInOrderEqualsCallsThatSampleOneEach() {
    // Without fresh noise, because that depends on the number of steps since a call began.
    TestingPipeline pipeline = pipeline(true, ddim(0));
    float[] together = pipeline.sample(matrix("autoregressive", HORIZON), 1, SEED)[0];
    float[] known = {};
    for (int t = 0; t < HORIZON; t++) {
      known = pipeline.sample(matrix("autoregressive", 1), 1, SEED, known)[0];
    }
    assertThat(known).containsExactly(together);
  }

  @Test
  void ddimAtEta1HasTheLawOfDdpm(@TempDir Path folder) {
    TestingWays ways = new TestingWays(folder);
    ways.schedules(HORIZON, LEVELS)
        .forEach(
            (order, schedule) -> {
              SchedulingMatrix matrix = schedule.matrix(HORIZON, LEVELS);
              GaussianLaw ddim = fullSteps(ddim(1)).law(matrix, -1.5, 2.5);
              GaussianLaw ddpm = fullSteps(new TestingAncestralSolver()).law(matrix, -1.5, 2.5);
              for (int t = 0; t < HORIZON; t++) {
                assertThat(ddim.mean()[t]).as(order).isCloseTo(ddpm.mean()[t], within(1e-5));
                for (int u = 0; u < HORIZON; u++) {
                  assertThat(ddim.covariance()[t][u])
                      .as(order)
                      .isCloseTo(ddpm.covariance()[t][u], within(1e-5));
                }
              }
            });
  }

  private static TestingPipeline fullSteps(Solver solver) {
    return TestingPipeline.of(
        new GaussianBackbone(0.8, 0.3, 1.2, false),
        SCHEDULE,
        TestingWays.parameterization("ddim"),
        solver,
        LEVELS);
  }
}
