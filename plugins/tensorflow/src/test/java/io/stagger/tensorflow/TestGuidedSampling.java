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
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.tensorflow.EngineConfiguration.Precision;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestGuidedSampling {
  private static final int BATCH = 2;
  private static final int SIZE = TestingModels.TOKENS * TestingModels.WIDTH;

  /** Minus the squared distance from 1, summed over a sequence. */
  private static final GuidanceObjective NEAR_ONE =
      (clean, batch, time, firstPosition, values, gradient) -> {
        int size = clean.remaining() / batch;
        for (int i = 0; i < clean.remaining(); i++) {
          float distance = clean.get(clean.position() + i) - 1;
          values[i / size] -= distance * distance;
          gradient.put(i, -2 * distance);
        }
      };

  @Test
  void gradientThroughTheNetworkAgreesWithFiniteDifferences() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine)) {
      FloatBuffer tokens = TestingModels.random(BATCH * SIZE, 5);
      float[] plain = predict(model, tokens, List.of());
      float[] guided = predict(model, tokens, guidance(1, Double.POSITIVE_INFINITY));
      double epsilon = 1e-2;
      for (int i = 0; i < BATCH * SIZE; i++) {
        FloatBuffer up = TestingModels.random(BATCH * SIZE, 5);
        FloatBuffer down = TestingModels.random(BATCH * SIZE, 5);
        up.put(i, (float) (up.get(i) + epsilon));
        down.put(i, (float) (down.get(i) - epsilon));
        double slope =
            (score(predict(model, up, List.of())) - score(predict(model, down, List.of())))
                / (2 * epsilon);
        assertThat((double) (guided[i] - plain[i]))
            .as("correction of number %d", i)
            .isCloseTo(slope, Offset.offset(1e-3 * Math.max(1, Math.abs(slope))));
      }
    }
  }

  @Test
  void tallyCountsGradientsAndClips() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine);
        SamplingSession session =
            model.sample(
                TestingModels.request(
                    BATCH,
                    false,
                    List.of(
                        new Guidance("free", NEAR_ONE, 1, Double.POSITIVE_INFINITY),
                        new Guidance("bound", NEAR_ONE, 1, 1e-3))))) {
      session.append(
          TestingModels.TOKENS, TestingModels.random(BATCH * SIZE, 5), TestingModels.none());
      assertThat(session.guidance()).isEqualTo(GuidanceTally.NONE);
      session.step(plan());
      session.step(plan());
      assertThat(session.guidance()).isEqualTo(new GuidanceTally(4 * BATCH, 2 * BATCH));
    }
  }

  @Test
  void paddingIsNotScoredAndSteersNothing() {
    int scored = TestingModels.TOKENS - 1;
    List<Integer> lengths = new ArrayList<>();
    GuidanceObjective recording =
        (clean, batch, time, firstPosition, values, gradient) -> {
          lengths.add(time);
          assertThat(clean.remaining()).isEqualTo(batch * time * TestingModels.WIDTH);
          NEAR_ONE.evaluate(clean, batch, time, firstPosition, values, gradient);
        };
    DenoisingSteps plan = plan();
    int padding = TestingModels.TOKENS - 1;
    DenoisingSteps padded = new DenoisingSteps(1, TestingModels.TOKENS);
    for (int t = 0; t < scored; t++) {
      update(padded, t);
    }
    padded.keep(0, padding, 999, 1, 0);
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine)) {
      FloatBuffer tokens = TestingModels.random(BATCH * SIZE, 5);
      List<Guidance> guidance =
          List.of(new Guidance("recording", recording, 1, Double.POSITIVE_INFINITY));
      predict(model, tokens, guidance, plan);
      float[] steered = predict(model, tokens, guidance, padded);
      assertThat(lengths).containsExactly(TestingModels.TOKENS, scored);
      int width = TestingModels.WIDTH;
      for (int b = 0; b < BATCH; b++) {
        for (int i = 0; i < width; i++) {
          int at = (b * TestingModels.TOKENS + padding) * width + i;
          assertThat(steered[at]).isEqualTo(tokens.get(at));
        }
      }
    }
  }

  @Test
  void waitingTokensSteerTheOthersThroughTheNetwork() {
    // Only the last token is scored, and it waits.
    GuidanceObjective last =
        (clean, batch, time, firstPosition, values, gradient) -> {
          for (int b = 0; b < batch; b++) {
            for (int i = 0; i < TestingModels.WIDTH; i++) {
              gradient.put(((b + 1) * time - 1) * TestingModels.WIDTH + i, 1);
            }
          }
        };
    DenoisingSteps waiting = new DenoisingSteps(1, TestingModels.TOKENS);
    for (int t = 0; t < TestingModels.TOKENS - 1; t++) {
      update(waiting, t);
    }
    waiting.keep(0, TestingModels.TOKENS - 1, 999, 1, 0);
    waiting.predict(0, TestingModels.TOKENS - 1, 0.3, 0.7);
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine)) {
      FloatBuffer tokens = TestingModels.random(SIZE, 5);
      float[] plain = predict(model, tokens, List.of(), waiting);
      float[] steered =
          predict(
              model,
              tokens,
              List.of(new Guidance("last", last, 1, Double.POSITIVE_INFINITY)),
              waiting);
      for (int i = 0; i < TestingModels.WIDTH; i++) {
        assertThat(steered[i]).isNotEqualTo(plain[i]);
      }
    }
  }

  private static double score(float[] clean) {
    double score = 0;
    for (float value : clean) {
      score -= (value - 1) * (value - 1);
    }
    return score;
  }

  @Test
  void guidanceDoesNotDependOnTheBatch() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine)) {
      FloatBuffer both = TestingModels.random(BATCH * SIZE, 5);
      float[] together = predict(model, both, guidance(3, 0.5));
      float[] alone = predict(model, both.slice(0, SIZE), guidance(3, 0.5));
      for (int i = 0; i < SIZE; i++) {
        assertThat(together[i]).isCloseTo(alone[i], Offset.offset(1e-6f));
      }
    }
  }

  @Test
  void normOfTheScaledGradientIsClipped() {
    // An objective with gradient 7 everywhere, clipped to norm 2: each number gets 2 / sqrt(n).
    GuidanceObjective steep =
        (clean, batch, time, firstPosition, values, gradient) -> {
          for (int i = 0; i < clean.remaining(); i++) {
            gradient.put(i, 7);
          }
        };
    GuidanceObjective gentle =
        (clean, batch, time, firstPosition, values, gradient) -> {
          for (int i = 0; i < clean.remaining(); i++) {
            gradient.put(i, (float) (2 / Math.sqrt(SIZE)));
          }
        };
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine)) {
      FloatBuffer tokens = TestingModels.random(SIZE, 5);
      float[] clipped = predict(model, tokens, List.of(new Guidance("steep", steep, 10, 2)));
      float[] expected =
          predict(
              model, tokens, List.of(new Guidance("gentle", gentle, 1, Double.POSITIVE_INFINITY)));
      assertThat(clipped).containsExactly(expected, Offset.offset(1e-5f));
    }
  }

  @Test
  void gradientThatIsNotFiniteIsExplained() {
    GuidanceObjective broken =
        (clean, batch, time, firstPosition, values, gradient) -> gradient.put(0, Float.NaN);
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine)) {
      FloatBuffer tokens = TestingModels.random(SIZE, 5);
      assertThatThrownBy(
              () -> predict(model, tokens, List.of(new Guidance("broken", broken, 1, 1))))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "The guidance objective 'broken' gave a gradient that is not finite at denoising step 0, token 0 of sequence 0; its score must have a finite slope wherever predictions can lie.");
    }
  }

  @Test
  void scaleBeyondAFloatIsExplained() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine)) {
      FloatBuffer tokens = TestingModels.random(SIZE, 5);
      assertThatThrownBy(() -> predict(model, tokens, guidance(1e300, Double.POSITIVE_INFINITY)))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("'near-one' times its scale 1.0E300")
          .hasMessageContaining("clipNorm");
      assertThat(predict(model, tokens, guidance(1e300, 1))).doesNotContain(Float.NaN);
    }
  }

  @Test
  void predictionThatIsNotFiniteIsNotBlamedOnTheObjective() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine)) {
      FloatBuffer tokens = TestingModels.random(SIZE, 5);
      tokens.put(0, Float.NaN);
      assertThatThrownBy(() -> predict(model, tokens, guidance(1, 1)))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("The model predicts a clean token that is not finite");
    }
  }

  /**
   * One token is its own clean prediction and is drawn anew without noise to speak of, so that all
   * futures are the state: with memory, noise in inputs, and more sequences than go together.
   */
  @ParameterizedTest
  @CsvSource({"2, false", "2, true", "40, false", "40, true"})
  void futuresShareMemoryAndTheNoiseOfInputs(int batch, boolean chained) {
    int steered = TestingModels.TOKENS - 1;
    DenoisingSteps plan = new DenoisingSteps(1, steered);
    plan.keep(0, 0, 10, 1, 0.5);
    plan.predict(0, 0, 0.3, 0.7);
    for (int t = 1; t < steered - 1; t++) {
      update(plan, t);
    }
    plan.update(0, steered - 1, 500, 1, 0, new Solver.Update(0, 1, 0, 0));
    plan.guide(0, steered - 1, 1);
    plan.redraw(0, steered - 1, 1, 1e-30);
    List<Integer> asked = new ArrayList<>();
    GuidanceObjective counting =
        (clean, sequences, time, firstPosition, values, gradient) -> {
          asked.add(sequences);
          assertThat(firstPosition).isEqualTo(1);
          NEAR_ONE.evaluate(clean, sequences, time, firstPosition, values, gradient);
        };
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model = TestingModels.model(engine)) {
      float[] present = guided(model, batch, plan, counting, SamplingRequest.MonteCarlo.OFF);
      float[] mean =
          guided(model, batch, plan, counting, new SamplingRequest.MonteCarlo(4, chained));
      assertThat(mean).containsExactly(present, Offset.offset(1e-5f));
      assertThat(asked).containsExactly(batch, batch, batch, batch, batch);
    }
  }

  private static float[] guided(
      Model model,
      int batch,
      DenoisingSteps plan,
      GuidanceObjective objective,
      SamplingRequest.MonteCarlo monteCarlo) {
    SamplingRequest request =
        new SamplingRequest(
            batch,
            StatePart.WEIGHTS,
            new SamplingRequest.Stabilization(NoiseSchedule.CLEAN, false),
            Double.POSITIVE_INFINITY,
            false,
            List.of(new Guidance("counting", objective, 1, Double.POSITIVE_INFINITY)),
            monteCarlo,
            11);
    try (SamplingSession session = model.sample(request)) {
      session.append(
          TestingModels.TOKENS, TestingModels.random(batch * SIZE, 5), TestingModels.none());
      session.commit(1);
      session.step(plan);
      float[] after = new float[batch * plan.tokens() * TestingModels.WIDTH];
      session.read(0, plan.tokens(), FloatBuffer.wrap(after));
      return after;
    }
  }

  private static List<Guidance> guidance(double scale, double clipNorm) {
    return List.of(new Guidance("near-one", NEAR_ONE, scale, clipNorm));
  }

  /** The clean predictions of one step in which every token is at level 500. */
  private static float[] predict(Model model, FloatBuffer tokens, List<Guidance> guidance) {
    return predict(model, tokens, guidance, plan());
  }

  private static DenoisingSteps plan() {
    DenoisingSteps plan = new DenoisingSteps(1, TestingModels.TOKENS);
    for (int t = 0; t < TestingModels.TOKENS; t++) {
      update(plan, t);
    }
    return plan;
  }

  private static void update(DenoisingSteps plan, int token) {
    plan.update(0, token, 500, 0.3, 0.7, new Solver.Update(0, 1, 0, 0));
    plan.guide(0, token, 1);
  }

  private static float[] predict(
      Model model, FloatBuffer tokens, List<Guidance> guidance, DenoisingSteps plan) {
    int batch = tokens.remaining() / SIZE;
    SamplingRequest request = TestingModels.request(batch, false, guidance);
    try (SamplingSession session = model.sample(request)) {
      session.append(TestingModels.TOKENS, tokens, TestingModels.none());
      session.step(plan);
      float[] clean = new float[batch * SIZE];
      session.read(0, TestingModels.TOKENS, FloatBuffer.wrap(clean));
      return clean;
    }
  }
}
