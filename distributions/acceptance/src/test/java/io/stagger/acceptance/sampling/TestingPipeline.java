package io.stagger.acceptance.sampling;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.core.run.FutureRule;
import io.stagger.core.run.GuidanceLevel;
import io.stagger.core.run.Sampler;
import io.stagger.core.run.Seeds;
import io.stagger.core.run.StepPlanner;
import io.stagger.core.run.Ways;
import io.stagger.testkit.gaussian.GaussianBackbone;
import io.stagger.testkit.gaussian.GaussianLaw;
import io.stagger.testkit.gaussian.LinearPropagation;
import io.stagger.testkit.host.HostEngine;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Sampling of a Gaussian process by the core's own planner and sampler, drawn or propagated.
 *
 * @param process the process and its optimal denoiser
 * @param planner how steps are planned
 */
record TestingPipeline(GaussianBackbone process, StepPlanner planner) {
  private static final int LONGEST = 20_000;
  private static final TokenSpec SPEC = TokenSpec.vector(1, 0);

  /** Context is shown clean, because only then the denoiser knows what it sees. */
  private static final Stabilization CLEAN = new Stabilization(NoiseSchedule.CLEAN, false);

  static TestingPipeline of(
      GaussianBackbone process,
      NoiseSchedule schedule,
      Parameterization parameterization,
      Solver solver,
      int steps) {
    return new TestingPipeline(
        process,
        new StepPlanner(
            schedule,
            parameterization,
            solver,
            SamplingLevels.of(schedule.levels(), steps, SamplingLevels.Rounding.TRUNCATE),
            CLEAN,
            GuidanceLevel.CURRENT,
            FutureRule.FUTURE));
  }

  ModelRequest request() {
    return new ModelRequest(
        process, SPEC, LONGEST, planner.schedule(), planner.parameterization(), 20, 1);
  }

  private Model model() {
    return new HostEngine().create(request());
  }

  /** Opens a session of the model. */
  SamplingSession session(int batch, long seed) {
    return model()
        .sample(
            new SamplingRequest(
                batch,
                StatePart.AVERAGE,
                planner.stabilization(),
                Double.POSITIVE_INFINITY,
                planner.solver().usesHistory(),
                List.of(),
                SamplingRequest.MonteCarlo.OFF,
                seed));
  }

  /** The exact law of the tokens after the known ones. */
  GaussianLaw law(SchedulingMatrix matrix, double... known) {
    LinearPropagation propagation =
        new LinearPropagation(process, request(), known, NoiseSchedule.CLEAN, matrix.horizon());
    // In parts, because a plan of all rows of a long matrix is large.
    int rows = 500;
    for (int row = 0; row < matrix.evaluations(); row += rows) {
      int count = Math.min(rows, matrix.evaluations() - row);
      propagation.step(planner.plan(matrix, row, count, 0, matrix.horizon()));
    }
    return propagation.law();
  }

  /** Samples by the core's sampler: for each sequence the known and the sampled tokens. */
  float[][] sample(SchedulingMatrix matrix, int count, long seed, float... known) {
    float[] values = new float[known.length + matrix.horizon()];
    System.arraycopy(known, 0, values, 0, known.length);
    List<Tokens> sequences = Collections.nCopies(count, Tokens.ofReal(SPEC, values, new float[0]));
    Sampler sampler =
        new Sampler(
            model(),
            planner,
            new Ways(matrix.steps(), (horizon, steps) -> matrix, Map.of()),
            SPEC,
            process.causal(),
            new Sampler.Settings(
                1000,
                known.length + matrix.horizon(),
                known.length + matrix.horizon(),
                known.length + matrix.horizon(),
                StatePart.AVERAGE,
                Double.POSITIVE_INFINITY,
                List.of(),
                SamplingRequest.MonteCarlo.OFF));
    return sampler.sample(sequences, known.length, matrix, new Seeds(seed), sampled -> {}).stream()
        .map(TestingPipeline::values)
        .toArray(float[][]::new);
  }

  private static float[] values(Tokens tokens) {
    float[] values = new float[tokens.length()];
    tokens.values().get(values);
    return values;
  }
}
