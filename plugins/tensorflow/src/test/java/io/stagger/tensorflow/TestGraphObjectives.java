package io.stagger.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.MonteCarlo;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.tensorflow.EngineConfiguration.Precision;
import io.stagger.tensorflow.spi.GraphObjective;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objectives that the graph scores steer as those do that the host scores. */
final class TestGraphObjectives {
  private static final int ACTIVE = TestingModels.TOKENS - 1;
  private static final int WIDTH = TestingModels.WIDTH;
  private static final GraphObjective SQUARE = new TestingGraphObjective(2);

  private static Engine engine;
  private static Model model;

  @BeforeAll
  static void open() {
    engine = TestingModels.engine(Precision.FLOAT32);
    model = TestingModels.model(engine);
  }

  @AfterAll
  static void close() {
    model.close();
    engine.close();
  }

  /** With memory, padding, kept history, a clipped objective beside a free one, and futures. */
  @ParameterizedTest
  @CsvSource({"1, 1, false", "3, 1, false", "2, 4, false", "40, 4, false", "3, 3, true"})
  void graphSteersAsTheHostDoes(int batch, int futures, boolean chained) {
    MonteCarlo monteCarlo = new MonteCarlo(futures, chained);
    Sampled plain = sample(batch, List.of(), MonteCarlo.OFF);
    Sampled byHost = sample(batch, guidance(hosted(SQUARE), hosted(SQUARE)), monteCarlo);
    Sampled byGraph = sample(batch, guidance(SQUARE, SQUARE), monteCarlo);
    Sampled mixed = sample(batch, guidance(SQUARE, hosted(SQUARE)), monteCarlo);
    assertThat(byHost.tokens()).isNotEqualTo(plain.tokens());
    assertThat(byGraph.tokens()).containsExactly(byHost.tokens(), Offset.offset(2e-5f));
    assertThat(byGraph.tally()).isEqualTo(byHost.tally());
    assertThat(byGraph.tally().clipped()).isPositive().isLessThan(byGraph.tally().gradients());
    // One objective without a graph form, and the host scores all.
    assertThat(mixed).isEqualTo(byHost);
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    assertThat(sample(3, guidance(SQUARE, SQUARE), new MonteCarlo(3, false)))
        .isEqualTo(sample(3, guidance(SQUARE, SQUARE), new MonteCarlo(3, false)));
  }

  @Test
  void gradientThatIsNotFiniteIsExplained() {
    GraphObjective broken = new TestingGraphObjective(0.5f);
    assertThatThrownBy(
            () ->
                sample(
                    2,
                    List.of(new Guidance("broken", broken, 1, Double.POSITIVE_INFINITY)),
                    MonteCarlo.OFF))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("The guidance objective 'broken' gave a gradient that is not finite")
        .hasMessageContaining("at denoising step 0 in sequence 0");
  }

  @Test
  void scaleBeyondAFloatIsExplainedUnlessItIsClipped() {
    assertThatThrownBy(
            () ->
                sample(
                    1,
                    List.of(new Guidance("steep", SQUARE, 1e300, Double.POSITIVE_INFINITY)),
                    MonteCarlo.OFF))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("'steep' times its scale 1.0E300")
        .hasMessageContaining("clipNorm");
    Sampled clipped = sample(1, List.of(new Guidance("steep", SQUARE, 1e300, 0.5)), MonteCarlo.OFF);
    assertThat(clipped.tokens())
        .containsExactly(
            sample(1, List.of(new Guidance("steep", SQUARE, 1e6, 0.5)), MonteCarlo.OFF).tokens(),
            Offset.offset(1e-5f));
  }

  /** Each of them fits a float, and their sum does not. */
  @Test
  void sumBeyondAFloatIsExplained() {
    GraphObjective linear = new TestingGraphObjective(1);
    Guidance steep = new Guidance("steep", linear, 9e37, Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> sample(1, List.of(steep, steep, steep, steep), MonteCarlo.OFF))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("add up beyond what a float holds at denoising step 0");
  }

  @Test
  void predictionThatIsNotFiniteIsNotBlamedOnTheObjective() {
    FloatBuffer tokens = TestingModels.random(TestingModels.TOKENS * WIDTH, 5);
    tokens.put(WIDTH, Float.NaN);
    assertThatThrownBy(() -> sample(1, tokens, guidance(SQUARE, SQUARE), MonteCarlo.OFF))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("The model predicts a clean token that is not finite");
  }

  private record Sampled(List<Float> numbers, GuidanceTally tally) {
    float[] tokens() {
      float[] tokens = new float[numbers.size()];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = numbers.get(i);
      }
      return tokens;
    }
  }

  /** The plain form of an objective alone. */
  private static GuidanceObjective hosted(GuidanceObjective objective) {
    return (clean, batch, time, firstPosition, values, gradient) ->
        objective.evaluate(clean, batch, time, firstPosition, values, gradient);
  }

  private static List<Guidance> guidance(GuidanceObjective free, GuidanceObjective bound) {
    return List.of(
        new Guidance("free", free, 0.7, Double.POSITIVE_INFINITY),
        new Guidance("bound", bound, -0.4, 0.3));
  }

  private static Sampled sample(int batch, List<Guidance> guidance, MonteCarlo monteCarlo) {
    return sample(
        batch, TestingModels.random(batch * TestingModels.TOKENS * WIDTH, 5), guidance, monteCarlo);
  }

  private static Sampled sample(
      int batch, FloatBuffer tokens, List<Guidance> guidance, MonteCarlo monteCarlo) {
    SamplingRequest request =
        new SamplingRequest(
            batch,
            StatePart.WEIGHTS,
            new SamplingRequest.Stabilization(NoiseSchedule.CLEAN, false),
            3,
            true,
            guidance,
            monteCarlo,
            11);
    try (SamplingSession session = model.sample(request)) {
      session.append(TestingModels.TOKENS, tokens, TestingModels.none());
      session.commit(1);
      session.step(plan(ACTIVE));
      // Other tokens, and so other arguments.
      session.commit(1);
      session.step(plan(ACTIVE - 1));
      float[] after = new float[batch * (ACTIVE - 1) * WIDTH];
      session.read(0, ACTIVE - 1, FloatBuffer.wrap(after));
      List<Float> numbers = new ArrayList<>();
      for (float number : after) {
        numbers.add(number);
      }
      return new Sampled(List.copyOf(numbers), session.guidance());
    }
  }

  /** Two steps of all tokens but the last, which is padding; one is drawn anew in each future. */
  private static DenoisingSteps plan(int count) {
    DenoisingSteps plan = new DenoisingSteps(2, count);
    for (int row = 0; row < 2; row++) {
      for (int token = 0; token < count - 1; token++) {
        plan.update(row, token, 500, 0.3, 0.7, new Solver.Update(0.2, 0.6, 0.1, 0.1));
        plan.guide(row, token, 0.5);
      }
      plan.redraw(row, count - 2, 0.8, 0.6);
      plan.keep(row, count - 1, 999, 1, 0);
    }
    return plan;
  }
}
