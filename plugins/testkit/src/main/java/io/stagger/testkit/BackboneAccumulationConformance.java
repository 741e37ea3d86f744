package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import io.stagger.api.engine.TrainingSession.Outcome;
import io.stagger.api.engine.TrainingSession.StepSettings;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Steps whose batch is given in parts: losses and gradients add up, and the rest of the step
 * happens once. A part is silenced here by weights of 0, which leaves every part its own noise, so
 * that sums can be compared although no batch has the noise of two parts.
 */
public interface BackboneAccumulationConformance extends BackboneSubject {
  /**
   * With an epsilon far above any gradient, Adam without momentum steps along the gradient itself,
   * so that a change of the parameters shows it.
   */
  double EPSILON = 1e6;

  /** What the gradient is multiplied with in the steps of these tests. */
  double RATE = 10;

  /** A batch alone and a list of it alone are the same step, bit for bit. */
  @Test
  default void onePartIsTheBatch() {
    try (ModelProbe whole = new ModelProbe(this, 1);
        ModelProbe listed = new ModelProbe(this, 1);
        TrainingSession wholeSession = whole.openTraining();
        TrainingSession listedSession = listed.openTraining()) {
      for (int step = 0; step < 3; step++) {
        TrainingBatch batch = batch(ModelProbe.BATCH, WINDOW, 60 + step, 1);
        StepSettings settings = new StepSettings(step, 5, learningRate(), 0.9);
        assertThat(listedSession.step(List.of(batch), settings))
            .as("step %d", step)
            .isEqualTo(wholeSession.step(batch, settings));
      }
      assertStateEquals(listed, whole);
    }
  }

  /** Loss and gradient of a step are the sums over its parts, which can be of any size. */
  @Test
  default void partsOfAStepAddUp() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      Step both = step(probe, unclipped(), first(1), second(1));
      Step first = step(probe, unclipped(), first(1), second(0));
      Step second = step(probe, unclipped(), first(0), second(1));
      assertThat(first.outcome().loss()).as("loss of the first part").isPositive();
      assertThat(second.outcome().loss()).as("loss of the second part").isPositive();
      assertClose(
          both,
          first.outcome().loss() + second.outcome().loss(),
          sum(first.change(), second.change()),
          "both parts");
      assertThat(both.outcome().gradientNorm())
          .as("gradient norm, against the change that the gradient made")
          .isCloseTo(norm(both.change()) / RATE, within(1e-3 * both.outcome().gradientNorm()));

      // The first part has the noise of a batch alone, so that a sum can be told from a mean.
      Step alone = step(probe, unclipped(), first(1));
      assertClose(first, alone.outcome().loss(), alone.change(), "a part beside a silent one");
    }
  }

  /** The gradient of the whole step is clipped, and its norm reported before. */
  @Test
  default void sumOfThePartsIsClippedOnce() {
    try (ModelProbe probe = new ModelProbe(this, 1)) {
      Step free = step(probe, unclipped(), first(1), second(1));
      double limit = free.outcome().gradientNorm() / 2;
      Step clipped =
          step(probe, new OptimizerSettings(0, 0.5, EPSILON, 0, limit), first(1), second(1));
      float[] half = free.change().clone();
      for (int i = 0; i < half.length; i++) {
        half[i] /= 2;
      }
      assertClose(clipped, free.outcome().loss(), half, "a step clipped to half its norm");
      assertThat(clipped.outcome().gradientNorm())
          .as("gradient norm before clipping")
          .isCloseTo(2 * limit, within(1e-4 * limit));
    }
  }

  /** The same batch has other noise as the second part than as the first. */
  @Test
  default void noiseDiffersFromPartToPart() {
    try (ModelProbe probe = ModelProbe.trained(this);
        TrainingSession session = probe.openTraining()) {
      StepSettings still = new StepSettings(0, 5, 0, 1);
      double first = session.step(List.of(first(1), first(0)), still).loss();
      double second = session.step(List.of(first(0), first(1)), still).loss();
      double third = session.step(List.of(first(0), first(0), first(1)), still).loss();
      assertThat(List.of(first, second, third))
          .as("losses of the same batch as first, second and third part")
          .doesNotHaveDuplicates();
    }
  }

  /** Equal seeds give equal parameters, bit for bit; the order of the parts matters. */
  @Test
  default void stepsInPartsAreReproducible() {
    try (ModelProbe one = new ModelProbe(this, 7);
        ModelProbe other = new ModelProbe(this, 7)) {
      Map<StatePart, Map<String, NamedTensor>> start = state(other);
      assertThat(train(other, false)).isEqualTo(train(one, false));
      assertStateEquals(other, one);
      start.forEach(other.model()::restore);
      train(other, true);
      assertThat(flat(other)).as("parameters after parts in another order").isNotEqualTo(flat(one));
    }
  }

  private List<Outcome> train(ModelProbe probe, boolean swap) {
    List<TrainingBatch> parts = swap ? List.of(second(1), first(1)) : List.of(first(1), second(1));
    try (TrainingSession session = probe.openTraining()) {
      return List.of(
          session.step(parts, new StepSettings(0, 5, learningRate(), 0.9)),
          session.step(first(1), new StepSettings(1, 5, learningRate(), 0.9)),
          session.step(parts, new StepSettings(2, 5, learningRate(), 0.9)));
    }
  }

  private TrainingBatch first(float weight) {
    return batch(ModelProbe.BATCH, WINDOW, 51, weight);
  }

  private TrainingBatch second(float weight) {
    return batch(1, WINDOW - 1, 52, weight);
  }

  private TrainingBatch batch(int sequences, int time, long seed, float weight) {
    NoiseLevels levels = new NoiseLevels(sequences, time);
    Random random = new Random(seed);
    Arrays.setAll(levels.array(), i -> random.nextInt(ModelProbe.LEVELS));
    float[] weights = new float[sequences * time];
    Arrays.fill(weights, weight / weights.length);
    return ModelProbe.batch(ProbeInput.random(tokenSpec(), sequences, time, seed), levels, weights);
  }

  private static OptimizerSettings unclipped() {
    return new OptimizerSettings(0, 0.5, EPSILON, 0, Double.POSITIVE_INFINITY);
  }

  /**
   * What came of a step.
   *
   * @param change what was taken from the parameters: {@link #RATE} times the gradient
   */
  record Step(Outcome outcome, float[] change) {}

  /** Takes the first step of a session and puts the model back. */
  private static Step step(ModelProbe probe, OptimizerSettings settings, TrainingBatch... parts) {
    Map<StatePart, Map<String, NamedTensor>> before = state(probe);
    float[] change = flat(probe);
    try (TrainingSession session = probe.model().train(settings)) {
      Outcome outcome = session.step(List.of(parts), new StepSettings(0, 5, RATE * EPSILON, 0));
      float[] after = flat(probe);
      for (int i = 0; i < change.length; i++) {
        change[i] -= after[i];
      }
      return new Step(outcome, change);
    } finally {
      before.forEach(probe.model()::restore);
    }
  }

  private static Map<StatePart, Map<String, NamedTensor>> state(ModelProbe probe) {
    Map<StatePart, Map<String, NamedTensor>> state = new EnumMap<>(StatePart.class);
    for (StatePart part : StatePart.values()) {
      state.put(part, probe.tensors(part));
    }
    return state;
  }

  private static void assertClose(Step step, double loss, float[] change, String what) {
    assertThat(step.outcome().loss()).as("loss of %s", what).isCloseTo(loss, within(1e-5 * loss));
    assertThat(step.change())
        .as("change by %s", what)
        .containsExactly(change, Offset.offset((float) (1e-5 * (1 + norm(change)))));
  }

  private static float[] sum(float[] first, float[] second) {
    float[] sum = first.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += second[i];
    }
    return sum;
  }

  private static double norm(float[] numbers) {
    double squares = 0;
    for (float number : numbers) {
      squares += (double) number * number;
    }
    return Math.sqrt(squares);
  }

  private static void assertStateEquals(ModelProbe actual, ModelProbe expected) {
    for (StatePart part : StatePart.values()) {
      Map<String, float[]> state = actual.state(part);
      expected
          .state(part)
          .forEach((name, values) -> assertThat(state.get(name)).as(name).isEqualTo(values));
    }
  }

  private static float[] flat(ModelProbe probe) {
    Map<String, float[]> weights = probe.state(StatePart.WEIGHTS);
    float[] flat = new float[weights.values().stream().mapToInt(values -> values.length).sum()];
    int at = 0;
    for (float[] values : weights.values()) {
      System.arraycopy(values, 0, flat, at, values.length);
      at += values.length;
    }
    return flat;
  }
}
