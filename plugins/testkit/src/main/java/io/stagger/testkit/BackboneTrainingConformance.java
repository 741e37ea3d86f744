package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingSession;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a backbone trains, and how its state is saved and restored. */
public interface BackboneTrainingConformance extends BackboneSubject {
  /** Loss and gradient are finite, and the loss falls. */
  @Test
  default void learns() {
    try (ModelProbe probe = new ModelProbe(this, 1)) {
      List<TrainingSession.Outcome> outcomes = probe.train(0, 60, ProbeInput::withEqualValues);
      for (TrainingSession.Outcome outcome : outcomes) {
        assertThat(outcome.loss()).as("loss").isFinite().isNotNegative();
        assertThat(outcome.gradientNorm()).as("gradient norm").isFinite().isPositive();
      }
      assertThat(meanLoss(outcomes.subList(40, 60)))
          .as("mean loss of the last 20 of 60 steps")
          .isLessThan(meanLoss(outcomes.subList(0, 20)));
    }
  }

  /** Levels at either end and clean tokens train too. */
  @Test
  default void trainsAtTheEndsOfTheSchedule() {
    try (ModelProbe probe = new ModelProbe(this, 1);
        TrainingSession session = probe.openTraining()) {
      ProbeInput input = ProbeInput.random(tokenSpec(), ModelProbe.BATCH, WINDOW, 31);
      NoiseLevels levels = new NoiseLevels(ModelProbe.BATCH, WINDOW);
      float[] weights = new float[ModelProbe.BATCH * WINDOW];
      for (int i = 0; i < weights.length; i++) {
        // Clean, then the least noise, then the most, and so on.
        levels.array()[i] = i % 3 == 2 ? ModelProbe.LEVELS - 1 : i % 3 - 1;
        weights[i] = i % 3 == 0 ? 0 : 1f / weights.length;
      }
      TrainingSession.Outcome outcome = ModelProbe.evaluate(session, input, levels, weights);
      assertThat(outcome.loss()).as("loss").isFinite();
      assertThat(outcome.gradientNorm()).as("gradient norm").isFinite();
    }
  }

  /** The loss is the plain sum of weighted errors: twice the weights are twice the loss. */
  @Test
  default void lossIsTheSumOfWeightedErrors() {
    try (ModelProbe probe = ModelProbe.trained(this);
        TrainingSession session = probe.openTraining()) {
      ProbeInput input = ProbeInput.random(tokenSpec(), ModelProbe.BATCH, WINDOW, 32);
      NoiseLevels levels = ModelProbe.levels(32);
      float[] weights = new float[ModelProbe.BATCH * WINDOW];
      assertThat(ModelProbe.evaluate(session, input, levels, weights).loss())
          .as("loss at weight 0")
          .isZero();
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        float[] single = new float[weights.length];
        single[i] = 1;
        sum += ModelProbe.evaluate(session, input, levels, single).loss();
      }
      Arrays.fill(weights, 2);
      assertThat(ModelProbe.evaluate(session, input, levels, weights).loss())
          .as("loss at weight 2, against the sum of the losses of single tokens")
          .isCloseTo(2 * sum, within(1e-4 * sum));
    }
  }

  /** Equal seeds give equal parameters before and after training, bit for bit. */
  @Test
  default void trainingIsReproducible() {
    try (ModelProbe first = new ModelProbe(this, 7);
        ModelProbe second = new ModelProbe(this, 7);
        ModelProbe other = new ModelProbe(this, 8)) {
      assertStateEquals(second.state(StatePart.WEIGHTS), first.state(StatePart.WEIGHTS));
      assertThat(flat(other.state(StatePart.WEIGHTS)))
          .as("parameters from another seed")
          .isNotEqualTo(flat(first.state(StatePart.WEIGHTS)));
      assertThat(second.train(0, 5)).isEqualTo(first.train(0, 5));
      for (StatePart part : StatePart.values()) {
        assertStateEquals(second.state(part), first.state(part));
      }
    }
  }

  /** The parts of the state are complete, and what they hold is what they say. */
  @Test
  default void stateIsComplete() {
    try (ModelProbe probe = new ModelProbe(this, 1)) {
      assertThat(flat(probe.state(StatePart.WEIGHTS)))
          .as("saved weights")
          .hasSize((int) probe.model().parameterCount());
      assertThat(flat(probe.state(StatePart.AVERAGE)))
          .as("average before the first step")
          .isEqualTo(flat(probe.state(StatePart.WEIGHTS)));
      assertThat(flat(probe.state(StatePart.OPTIMIZER)))
          .as("optimizer state before the first step")
          .isNotEmpty()
          .containsOnly(0);
      float[] before = flat(probe.state(StatePart.WEIGHTS));
      probe.train(0, 3);
      float[] weights = flat(probe.state(StatePart.WEIGHTS));
      assertThat(weights).as("weights after training").isNotEqualTo(before);
      assertThat(flat(probe.state(StatePart.AVERAGE)))
          .as("average after training")
          .isNotEqualTo(before)
          .isNotEqualTo(weights);
    }
  }

  /** A model that is saved and restored goes on as if nothing had happened, bit for bit. */
  @Test
  default void restoredModelGoesOn() {
    try (ModelProbe first = ModelProbe.trained(this);
        ModelProbe second = new ModelProbe(this, 99)) {
      for (StatePart part : StatePart.values()) {
        second.model().restore(part, first.tensors(part));
        assertStateEquals(second.state(part), first.state(part));
      }
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 33);
      assertThat(second.outputs(input)).as("outputs").isEqualTo(first.outputs(input));
      assertThat(second.train(5, 3)).as("next steps").isEqualTo(first.train(5, 3));
      for (StatePart part : StatePart.values()) {
        assertStateEquals(second.state(part), first.state(part));
      }
    }
  }

  /** State that does not fit is refused, and nothing is changed. */
  @Test
  default void stateThatDoesNotFitIsRefused() {
    try (ModelProbe probe = ModelProbe.trained(this);
        ModelProbe source = new ModelProbe(this, 99)) {
      Map<String, float[]> before = probe.state(StatePart.WEIGHTS);
      Map<String, NamedTensor> fitting = source.tensors(StatePart.WEIGHTS);
      String last = List.copyOf(fitting.keySet()).get(fitting.size() - 1);

      Map<String, NamedTensor> missing = new LinkedHashMap<>(fitting);
      missing.remove(last);
      assertRefused(probe, missing, "'" + last + "' missing");

      Map<String, NamedTensor> unknown = new LinkedHashMap<>(fitting);
      unknown.put("no.such.parameter", tensor("no.such.parameter", 1));
      assertRefused(probe, unknown, "an unknown name");

      Map<String, NamedTensor> reshaped = new LinkedHashMap<>(fitting);
      reshaped.put(last, tensor(last, fitting.get(last).values().remaining() + 1));
      assertRefused(probe, reshaped, "another shape of '" + last + "'");

      assertStateEquals(probe.state(StatePart.WEIGHTS), before);
    }
  }

  private static void assertRefused(
      ModelProbe probe, Map<String, NamedTensor> state, String reason) {
    assertThatThrownBy(() -> probe.model().restore(StatePart.WEIGHTS, state))
        .as("restoring with %s", reason)
        .isInstanceOf(StaggerException.class);
  }

  private static NamedTensor tensor(String name, int size) {
    return new NamedTensor(name, List.of((long) size), ModelProbe.direct(new float[size]));
  }

  private static double meanLoss(List<TrainingSession.Outcome> outcomes) {
    return outcomes.stream().mapToDouble(TrainingSession.Outcome::loss).average().orElseThrow();
  }

  private static void assertStateEquals(
      Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(List.copyOf(actual.keySet()))
        .as("names of the saved tensors")
        .isEqualTo(List.copyOf(expected.keySet()));
    actual.forEach(
        (name, values) -> assertThat(values).as("'%s'", name).isEqualTo(expected.get(name)));
  }

  private static float[] flat(Map<String, float[]> state) {
    int size = state.values().stream().mapToInt(values -> values.length).sum();
    float[] flat = new float[size];
    int at = 0;
    for (float[] values : state.values()) {
      System.arraycopy(values, 0, flat, at, values.length);
      at += values.length;
    }
    return flat;
  }
}
