package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.MonteCarlo;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * How an engine steers a backbone by several futures (Monte Carlo guidance): which futures it looks
 * at, and that the correction is the mean of what each of them gives.
 *
 * <p>A step is seen whose tokens become their clean predictions: the first is finished, the next
 * two are denoised, the two after them are denoised and drawn anew in each future, and the last
 * waits and is drawn anew.
 */
public interface BackboneGuidanceConformance extends BackboneSubject {
  /** How many futures these tests look at. */
  int FUTURES = 3;

  /** The tokens that are drawn anew. */
  Set<Integer> REDRAWN = Set.of(3, 4, 5);

  /** The number of sequences. */
  int SEQUENCES = 2;

  /** With one future, what the plan says about drawing anew does not matter, to the last bit. */
  @Test
  default void oneFutureIsTheState() {
    try (ModelProbe probe = steerable()) {
      float[] tokens = input().values();
      float[] off = Evaluation.of(probe, MonteCarlo.OFF, 9, plan(probe, Set.of()), tokens).after();
      for (boolean chained : new boolean[] {false, true}) {
        assertThat(
                Evaluation.of(probe, new MonteCarlo(1, chained), 9, plan(probe, REDRAWN), tokens)
                    .after())
            .as("one future, chained: %s", chained)
            .isEqualTo(off);
      }
    }
  }

  /** If nothing is drawn anew, all futures are the state, and so their mean is too. */
  @Test
  default void futuresInWhichNothingIsDrawnAnewAreTheState() {
    try (ModelProbe probe = steerable()) {
      float[] tokens = input().values();
      DenoisingSteps plan = plan(probe, Set.of());
      float[] off = Evaluation.of(probe, MonteCarlo.OFF, 9, plan, tokens).after();
      for (boolean chained : new boolean[] {false, true}) {
        assertThat(Evaluation.of(probe, new MonteCarlo(FUTURES, chained), 9, plan, tokens).after())
            .as("futures that are the same, chained: %s", chained)
            .containsExactly(off, Offset.offset(1e-4f));
      }
    }
  }

  /** Futures are a function of the seed and of their number, however many there are. */
  @Test
  default void futuresAreAFunctionOfSeedAndNumber() {
    try (ModelProbe probe = steerable()) {
      float[] tokens = input().values();
      DenoisingSteps plan = plan(probe, REDRAWN);
      for (boolean chained : new boolean[] {false, true}) {
        Evaluation all = Evaluation.of(probe, new MonteCarlo(FUTURES, chained), 9, plan, tokens);
        Evaluation again = Evaluation.of(probe, new MonteCarlo(FUTURES, chained), 9, plan, tokens);
        Evaluation fewer =
            Evaluation.of(probe, new MonteCarlo(FUTURES - 1, chained), 9, plan, tokens);
        Evaluation other = Evaluation.of(probe, new MonteCarlo(FUTURES, chained), 10, plan, tokens);
        assertThat(again.after()).as("the same seed").isEqualTo(all.after());
        assertThat(other.after()).as("another seed").isNotEqualTo(all.after());
        assertThat(fewer.seen()).hasSize(FUTURES - 1);
        for (int future = 0; future < FUTURES - 1; future++) {
          assertThat(fewer.seen().get(future))
              .as("future %d of fewer", future)
              .containsExactly(all.seen().get(future), Offset.offset(1e-4f));
        }
      }
    }
  }

  /**
   * Without a chain, every further future is drawn from the first, and the correction is the mean
   * of what each gives alone; gradients are clipped in each of them.
   */
  @Test
  default void correctionIsTheMeanOfThatOfEachFuture() {
    try (ModelProbe probe = steerable()) {
      float[] tokens = input().values();
      DenoisingSteps plan = plan(probe, REDRAWN);
      Evaluation together =
          Evaluation.of(probe, new MonteCarlo(FUTURES, false), 9, plan, tokens, 2);
      List<float[]> noise = noise(probe, tokens);
      double[] mean = new double[tokens.length];
      for (int future = 0; future < FUTURES; future++) {
        float[] drawn =
            future == 0
                ? tokens
                : drawn(probe, plan, tokens, together.seen().get(0), noise.get(future));
        Evaluation alone = Evaluation.of(probe, MonteCarlo.OFF, 9, plan, drawn, 2);
        assertThat(together.seen().get(future))
            .as("what future %d predicts", future)
            .containsExactly(alone.seen().get(0), Offset.offset(1e-4f));
        for (int i = 0; i < mean.length; i++) {
          mean[i] += alone.correction(i) / FUTURES;
        }
      }
      for (int i = 0; i < mean.length; i++) {
        assertThat(together.correction(i))
            .as("correction of number %d", i)
            .isCloseTo(mean[i], Offset.offset(1e-4));
      }
    }
  }

  /** In a chain, each future is drawn from the one before. */
  @Test
  default void chainedFuturesAreDrawnFromTheOneBefore() {
    try (ModelProbe probe = steerable()) {
      float[] tokens = input().values();
      DenoisingSteps plan = plan(probe, REDRAWN);
      List<float[]> seen =
          Evaluation.of(probe, new MonteCarlo(FUTURES, true), 9, plan, tokens).seen();
      List<float[]> noise = noise(probe, tokens);
      for (int future = 1; future < FUTURES; future++) {
        float[] drawn = drawn(probe, plan, tokens, seen.get(future - 1), noise.get(future));
        assertThat(seen.get(future))
            .as("what future %d predicts", future)
            .containsExactly(
                Evaluation.of(probe, MonteCarlo.OFF, 9, plan, drawn).seen().get(0),
                Offset.offset(1e-4f));
      }
    }
  }

  /** In a chain, the correction is the slope of the futures' mean score, through all of them. */
  @Test
  default void correctionIsTheSlopeThroughTheChain() {
    try (ModelProbe probe = steerable()) {
      float[] tokens = input().values();
      int width = tokenSpec().width();
      Evaluation guided =
          Evaluation.of(probe, new MonteCarlo(FUTURES, true), 9, plan(probe, REDRAWN), tokens);
      double[] slopes = new double[tokens.length];
      double greatest = 0;
      // Small, because networks may have kinks; a float still tells scores so close apart.
      float step = 0x1p-9f;
      for (int at = width; at < (WINDOW - 1) * width; at++) {
        double[] bySequence = slopes(probe, tokens, at, step);
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
          slopes[sequence * WINDOW * width + at] = bySequence[sequence];
          greatest = Math.max(greatest, Math.abs(bySequence[sequence]));
        }
      }
      assertThat(greatest).as("the steepest slope").isPositive();
      for (int i = 0; i < slopes.length; i++) {
        assertThat(guided.correction(i))
            .as("correction of number %d", i)
            .isCloseTo(slopes[i], Offset.offset(1e-3 * greatest));
      }
    }
  }

  /** Every future's gradient is counted. */
  @Test
  default void everyGradientIsCounted() {
    try (ModelProbe probe = steerable()) {
      float[] tokens = input().values();
      for (boolean chained : new boolean[] {false, true}) {
        Evaluation clipped =
            Evaluation.of(
                probe, new MonteCarlo(FUTURES, chained), 9, plan(probe, REDRAWN), tokens, 1e-3);
        assertThat(clipped.tally())
            .isEqualTo(new GuidanceTally(FUTURES * SEQUENCES, FUTURES * SEQUENCES));
      }
    }
  }

  private ModelProbe steerable() {
    return ModelProbe.trained(this);
  }

  private ProbeInput input() {
    return ProbeInput.random(tokenSpec(), SEQUENCES, WINDOW, 60);
  }

  private static int level(int token) {
    return new int[] {40, 300, 300, 600, 600, 900}[token];
  }

  private static DenoisingSteps plan(ModelProbe probe, Set<Integer> redrawn) {
    NoiseSchedule schedule = probe.schedule();
    DenoisingSteps plan = new DenoisingSteps(1, WINDOW);
    for (int token = 0; token < WINDOW; token++) {
      int level = level(token);
      double signal = schedule.signal(level);
      double noise = schedule.noise(level);
      Linear clean = new TestingParameterization().clean(signal, noise);
      if (token > 0 && token < WINDOW - 1) {
        plan.update(0, token, level, clean.first(), clean.second(), new Solver.Update(0, 1, 0, 0));
        plan.guide(0, token, 1);
      } else {
        plan.keep(0, token, level, token == 0 ? signal : 1, 0);
        plan.predict(0, token, clean.first(), clean.second());
      }
      if (redrawn.contains(token)) {
        plan.redraw(0, token, signal, noise);
      }
    }
    return plan;
  }

  /** What each future is drawn with, seen in a step that predicts what it is shown. */
  private static List<float[]> noise(ModelProbe probe, float[] tokens) {
    DenoisingSteps plan = new DenoisingSteps(1, WINDOW);
    for (int token = 0; token < WINDOW; token++) {
      plan.keep(0, token, level(token), 1, 0);
      plan.predict(0, token, 1, 0);
      plan.redraw(0, token, 0, 1);
    }
    return Evaluation.of(probe, new MonteCarlo(FUTURES, false), 9, plan, tokens).seen();
  }

  /** The tokens of a future, by the formula. */
  private static float[] drawn(
      ModelProbe probe, DenoisingSteps plan, float[] tokens, float[] clean, float[] noise) {
    float[] drawn = tokens.clone();
    int width = probe.spec().width();
    for (int i = 0; i < drawn.length; i++) {
      int token = i / width % WINDOW;
      if (REDRAWN.contains(token)) {
        drawn[i] = plan.redrawSignal(0, token) * clean[i] + plan.redrawNoise(0, token) * noise[i];
      }
    }
    return drawn;
  }

  /** The slope of each sequence's mean score in one of its numbers. */
  private static double[] slopes(ModelProbe probe, float[] tokens, int at, float step) {
    float[] up = tokens.clone();
    float[] down = tokens.clone();
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      up[sequence * tokens.length / SEQUENCES + at] += step;
      down[sequence * tokens.length / SEQUENCES + at] -= step;
    }
    double[] slopes = new double[SEQUENCES];
    double[] above = meanScores(probe, up);
    double[] below = meanScores(probe, down);
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      slopes[sequence] = (above[sequence] - below[sequence]) / (2.0 * step);
    }
    return slopes;
  }

  private static double[] meanScores(ModelProbe probe, float[] tokens) {
    double[] scores = new double[SEQUENCES];
    for (float[] clean :
        Evaluation.of(probe, new MonteCarlo(FUTURES, true), 9, plan(probe, REDRAWN), tokens)
            .seen()) {
      for (int i = 0; i < clean.length; i++) {
        scores[i * SEQUENCES / clean.length] += score(clean[i], i) / FUTURES;
      }
    }
    return scores;
  }

  /** Every number is to be near 1, some more than others. */
  private static double score(float clean, int i) {
    double distance = clean - 1.0;
    return -0.5 * (1 + i % 4) * distance * distance;
  }

  /**
   * A guided step.
   *
   * @param plain the tokens after the step without guidance
   * @param after the tokens after it
   * @param seen what the objective saw of each future
   * @param tally how many gradients were counted
   */
  record Evaluation(float[] plain, float[] after, List<float[]> seen, GuidanceTally tally) {
    private static Evaluation of(
        ModelProbe probe, MonteCarlo monteCarlo, long seed, DenoisingSteps plan, float[] tokens) {
      return of(probe, monteCarlo, seed, plan, tokens, Double.POSITIVE_INFINITY);
    }

    private static Evaluation of(
        ModelProbe probe,
        MonteCarlo monteCarlo,
        long seed,
        DenoisingSteps plan,
        float[] tokens,
        double clipNorm) {
      List<float[]> seen = new ArrayList<>();
      int size = tokens.length / SEQUENCES;
      GuidanceObjective objective =
          (clean, batch, time, firstPosition, values, gradient) -> {
            float[] numbers = new float[clean.remaining()];
            clean.duplicate().get(numbers);
            seen.add(numbers);
            for (int i = 0; i < numbers.length; i++) {
              values[i / size] += score(numbers[i], i);
              gradient.put(gradient.position() + i, (float) (-(1 + i % 4) * (numbers[i] - 1.0)));
            }
          };
      List<SamplingRequest.Guidance> guidance =
          List.of(new SamplingRequest.Guidance("testing", objective, 1, clipNorm));
      try (SamplingSession plain = open(probe, List.of(), MonteCarlo.OFF, seed, tokens);
          SamplingSession guided = open(probe, guidance, monteCarlo, seed, tokens)) {
        plain.step(plan);
        guided.step(plan);
        return new Evaluation(
            probe.read(plain), probe.read(guided), List.copyOf(seen), guided.guidance());
      }
    }

    private static SamplingSession open(
        ModelProbe probe,
        List<SamplingRequest.Guidance> guidance,
        MonteCarlo monteCarlo,
        long seed,
        float[] tokens) {
      SamplingSession session =
          probe
              .model()
              .sample(
                  new SamplingRequest(
                      SEQUENCES,
                      StatePart.WEIGHTS,
                      new SamplingRequest.Stabilization(NoiseSchedule.CLEAN, false),
                      Double.POSITIVE_INFINITY,
                      false,
                      guidance,
                      monteCarlo,
                      seed));
      ProbeInput conditions = ProbeInput.random(probe.spec(), SEQUENCES, WINDOW, 60);
      session.append(
          WINDOW, ModelProbe.direct(tokens), ModelProbe.direct(conditions.conditions(0, WINDOW)));
      return session;
    }

    private double correction(int i) {
      return (double) after[i] - plain[i];
    }
  }
}
