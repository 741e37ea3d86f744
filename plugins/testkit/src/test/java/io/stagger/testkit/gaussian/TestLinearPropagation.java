package io.stagger.testkit.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import io.stagger.testkit.host.HostEngine;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestLinearPropagation {
  private static final GaussianBackbone BACKBONE = new GaussianBackbone(0.8, 0.4, 1.3, false);
  private static final ModelRequest REQUEST =
      new ModelRequest(
          BACKBONE,
          TokenSpec.vector(1, 0),
          5,
          new TestingNoiseSchedule(100),
          new TestingParameterization(),
          Double.POSITIVE_INFINITY,
          1);

  /** Everything that a plan can say: waiting, finished tokens with noise, history, levels mixed. */
  private static DenoisingSteps plan() {
    DenoisingSteps plan = new DenoisingSteps(3, 4);
    for (int step = 0; step < 3; step++) {
      plan.keep(step, 0, 9, 0.9, 0.4);
      plan.update(step, 1, 80 - 20 * step, 0.3, -0.9, new Solver.Update(0.5, 0.4, 0.3, 0.2));
      plan.update(step, 3, 90 - 5 * step, 0.1, -1, new Solver.Update(0.7, 0.3, 0.2, -0.1));
    }
    plan.keep(0, 2, 99, 1, 0);
    plan.update(1, 2, 99, 0, -1, new Solver.Update(0.8, 0.1, 0.4, 0.5));
    plan.keep(2, 2, 70, 1, 0);
    return plan;
  }

  @Test
  void agreesWithWhatTheEngineSamples() {
    int batch = 200_000;
    double seen = 2 * REQUEST.schedule().signal(9);
    LinearPropagation propagation =
        new LinearPropagation(BACKBONE, REQUEST, new double[] {seen}, 9, 4);
    propagation.step(plan());
    GaussianLaw law = propagation.law();

    float[] values = sample(batch);
    for (int t = 0; t < 4; t++) {
      for (int u = 0; u <= t; u++) {
        double mean = 0;
        double product = 0;
        for (int i = 0; i < batch; i++) {
          mean += values[4 * i + t] / (double) batch;
          product +=
              (values[4 * i + t] - law.mean()[t])
                  * (values[4 * i + u] - law.mean()[u])
                  / (double) batch;
        }
        double covariance = law.covariance()[t][u];
        assertThat(mean)
            .as("mean of token %d", t)
            .isCloseTo(law.mean()[t], within(3.5 * Math.sqrt(law.variance(t) / batch) + 1e-9));
        double standardError =
            Math.sqrt((law.variance(t) * law.variance(u) + covariance * covariance) / batch);
        assertThat(product)
            .as("covariance of tokens %d and %d", t, u)
            .isCloseTo(covariance, within(3.5 * standardError + 1e-9));
      }
    }
    assertThat(law.correlation(3, 1)).isBetween(0.01, 0.99);
    assertThat(law.correlation(2, 2)).isCloseTo(1, within(1e-12));
  }

  private static float[] sample(int batch) {
    SamplingRequest request =
        new SamplingRequest(
            batch,
            StatePart.WEIGHTS,
            new SamplingRequest.Stabilization(9, false),
            Double.POSITIVE_INFINITY,
            true,
            List.of(),
            SamplingRequest.MonteCarlo.OFF,
            5);
    try (SamplingSession session = new HostEngine().create(REQUEST).sample(request)) {
      float[] known = new float[batch];
      Arrays.fill(known, 2);
      session.append(1, FloatBuffer.wrap(known), FloatBuffer.allocate(0));
      session.commit(1);
      session.appendNoise(4, FloatBuffer.allocate(0));
      session.step(plan());
      float[] values = new float[4 * batch];
      session.read(0, 4, FloatBuffer.wrap(values));
      return values;
    }
  }

  @Test
  void startsAsStandardNormalNoise() {
    GaussianLaw law = new LinearPropagation(BACKBONE, REQUEST, new double[] {2, 3}, -1, 2).law();
    assertThat(law.tokens()).isEqualTo(2);
    assertThat(law.mean()).containsExactly(0, 0);
    assertThat(law.variance(1)).isEqualTo(1);
    assertThat(law.covariance()[0][1]).isZero();
  }

  @Test
  void refusesWiderTokensAndPlansOfAnotherLength() {
    LinearPropagation propagation = new LinearPropagation(BACKBONE, REQUEST, new double[0], -1, 3);
    assertThatThrownBy(() -> propagation.step(plan()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The plan describes 4 tokens, not 3.");
    ModelRequest wide =
        new ModelRequest(
            BACKBONE,
            TokenSpec.vector(2, 0),
            4,
            REQUEST.schedule(),
            REQUEST.parameterization(),
            20,
            1);
    assertThatThrownBy(() -> new LinearPropagation(BACKBONE, wide, new double[0], -1, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not of 2");
  }
}
