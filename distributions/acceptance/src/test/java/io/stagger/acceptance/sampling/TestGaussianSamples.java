package io.stagger.acceptance.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.SamplingSession;
import io.stagger.testkit.gaussian.GaussianBackbone;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is drawn by the core's sampler has the process's law, to three standard errors, if each
 * token takes as many steps as there are noise levels.
 *
 * <p>Finitely many levels leave an error of their own: at 1,000 levels up to 0.6 % of the variance
 * and 0.0006 of the correlation (see {@link TestGaussianLaw}, which computes it without drawing).
 * The numbers of sequences below are such that this is well below one standard error; with many
 * more of them, these tests would measure the levels and not the sampler.
 */
final class TestGaussianSamples {
  private static final int LEVELS = 1000;
  private static final int HORIZON = 6;
  private static final int SEQUENCES = 2000;
  private static final long SEED = 1;

  private static TestingPipeline pipeline(GaussianBackbone process, String name, Solver solver) {
    return TestingPipeline.of(
        process,
        TestingWays.noiseSchedule(name, LEVELS),
        TestingWays.parameterization(name),
        solver,
        LEVELS);
  }

  @Test
  void everyOrderAndSolverReproducesTheProcess(@TempDir Path folder) {
    GaussianBackbone process = new GaussianBackbone(0.8, 0.3, 1.2, false);
    TestingWays ways = new TestingWays(folder);
    List<String> wrong = new ArrayList<>();
    ways.schedules(HORIZON, LEVELS)
        .forEach(
            (order, schedule) -> {
              SchedulingMatrix matrix = schedule.matrix(HORIZON, LEVELS);
              ways.solvers()
                  .forEach(
                      (name, solver) -> {
                        float[][] drawn =
                            pipeline(process, name, solver).sample(matrix, SEQUENCES, SEED);
                        TestingScores scores = TestingScores.of(drawn, process);
                        if (!(scores.greatest() < 3)) {
                          wrong.add(order + " with " + name + ": " + scores);
                        }
                      });
            });
    assertThat(wrong).isEmpty();
  }

  @Test
  void aCausalBackboneReproducesTheProcessTokenAfterToken(@TempDir Path folder) {
    GaussianBackbone process = new GaussianBackbone(0.8, 0.3, 1.2, true);
    TestingWays ways = new TestingWays(folder);
    SchedulingMatrix matrix =
        ways.schedules(HORIZON, LEVELS).get("autoregressive").matrix(HORIZON, LEVELS);
    ways.solvers()
        .forEach(
            (name, solver) -> {
              float[][] drawn = pipeline(process, name, solver).sample(matrix, SEQUENCES, SEED);
              TestingScores scores = TestingScores.of(drawn, process);
              assertThat(scores.greatest()).as("%s: %s", name, scores).isLessThan(3);
            });
  }

  /** The scores do notice what is wrong. */
  @Test
  void aCausalBackboneUnderAFullSequenceOrderIsNoticed() {
    GaussianBackbone process = new GaussianBackbone(0.8, 0.3, 1.2, true);
    SchedulingMatrix matrix =
        TestingWays.schedule("full-sequence", Map.of()).matrix(HORIZON, LEVELS);
    float[][] drawn =
        pipeline(process, "ddim", TestingWays.solver("ddim", Map.of()))
            .sample(matrix, SEQUENCES, SEED);
    TestingScores scores = TestingScores.of(drawn, process);
    assertThat(scores.variance()).isLessThan(-6);
    assertThat(scores.correlation()).isLessThan(-6);
  }

  @Test
  void aRollOutStaysStationaryForTenThousandTokens() {
    int length = 10_000;
    int batch = 4;
    int levels = 500;
    GaussianBackbone process = new GaussianBackbone(0.8, 0.3, 1.2, true);
    TestingPipeline pipeline =
        TestingPipeline.of(
            process,
            TestingWays.noiseSchedule("ddim", levels),
            TestingWays.parameterization("ddim"),
            TestingWays.solver("ddim", Map.of()),
            levels);
    SchedulingMatrix one = TestingWays.schedule("autoregressive", Map.of()).matrix(1, levels);
    DenoisingSteps steps = pipeline.planner().plan(one, 0, one.evaluations(), 0, 1);
    float[][] drawn = new float[batch][length / 2];
    try (SamplingSession session = pipeline.session(batch, SEED)) {
      FloatBuffer token = FloatBuffer.allocate(batch);
      for (int t = 0; t < length; t++) {
        session.appendNoise(1, FloatBuffer.allocate(0));
        session.step(steps);
        session.read(0, 1, token.clear());
        session.commit(1);
        for (int i = 0; i < batch && t >= length / 2; i++) {
          drawn[i][t - length / 2] = token.get(i);
        }
      }
    }
    assertThatLastTokensAreOfTheProcess(drawn, process);
  }

  /** Standard errors by how many independent tokens a long correlated sequence is worth. */
  private static void assertThatLastTokensAreOfTheProcess(
      float[][] drawn, GaussianBackbone process) {
    double phi = process.phi();
    double mean = 0;
    double square = 0;
    double product = 0;
    int tokens = 0;
    for (float[] sequence : drawn) {
      for (int t = 1; t < sequence.length; t++) {
        double deviation = sequence[t] - process.mean();
        mean += deviation;
        square += deviation * deviation;
        product += deviation * (sequence[t - 1] - process.mean());
        tokens++;
      }
    }
    double variance = process.covariance(0);
    double meanError = Math.sqrt(variance * (1 + phi) / (1 - phi) / tokens);
    double varianceError = variance * Math.sqrt(2 * (1 + phi * phi) / (1 - phi * phi) / tokens);
    double correlationError = Math.sqrt((1 - phi * phi) / tokens);
    TestingScores scores =
        new TestingScores(
            mean / tokens / meanError,
            (square / tokens - variance) / varianceError,
            (product / square - phi) / correlationError);
    assertThat(scores.greatest()).as(scores.toString()).isLessThan(3);
  }

  @Test
  void theFutureOfKnownTokensHasItsPosteriorLawWithDdimAtEta1AndWithDdpm() {
    GaussianBackbone process = new GaussianBackbone(0.8, 0.3, 1.2, true);
    SchedulingMatrix matrix = TestingWays.schedule("autoregressive", Map.of()).matrix(4, LEVELS);
    Map<String, Solver> solvers =
        Map.of(
            "ddim at eta 1",
            TestingWays.solver("ddim", Map.of("eta", 1)),
            "the ancestral sampler",
            new TestingAncestralSolver());
    solvers.forEach(
        (name, solver) -> {
          float[][] drawn =
              pipeline(process, "ddim", solver).sample(matrix, 2 * SEQUENCES, SEED, -1.5f, 2.5f);
          for (int ahead = 1; ahead <= 4; ahead++) {
            double share = Math.pow(process.phi(), ahead);
            double mean = process.mean() + share * (2.5 - process.mean());
            double variance = process.covariance(0) * (1 - share * share);
            double[] deviations = new double[drawn.length];
            double[] excesses = new double[drawn.length];
            for (int i = 0; i < drawn.length; i++) {
              assertThat(drawn[i]).startsWith(-1.5f, 2.5f);
              deviations[i] = drawn[i][1 + ahead] - mean;
              excesses[i] = deviations[i] * deviations[i] - variance;
            }
            assertThat(TestingScores.score(deviations))
                .as("%s: mean of token %d after the known ones", name, ahead)
                .isBetween(-3.0, 3.0);
            assertThat(TestingScores.score(excesses))
                .as("%s: variance of token %d after the known ones", name, ahead)
                .isBetween(-3.0, 3.0);
          }
        });
  }
}
