package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.engine.TrainingSession;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * What a backbone's outputs depend on. A causal one sees its own and earlier tokens, levels and
 * conditions alone, to the last bit; one that declares itself not causal sees later ones too.
 */
public interface BackboneCausalityConformance extends BackboneSubject {
  /** A change of a later token reaches earlier outputs, or not, as declared. */
  @Test
  default void laterValuesReachEarlierOutputsAsDeclared() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 21);
      for (int token = 0; token < WINDOW; token++) {
        assertReach(probe, input, input.withOtherValues(token), token, "values");
      }
    }
  }

  /** A change of a later token's level reaches earlier outputs, or not, as declared. */
  @Test
  default void laterLevelsReachEarlierOutputsAsDeclared() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 22);
      for (int token = 0; token < WINDOW; token++) {
        assertReach(probe, input, input.withOtherLevel(token), token, "level");
      }
    }
  }

  /** A change of a later token's conditions reaches earlier outputs, or not, as declared. */
  @Test
  default void laterConditionsReachEarlierOutputsAsDeclared() {
    if (tokenSpec().conditionWidth() == 0) {
      return;
    }
    try (ModelProbe probe = ModelProbe.trained(this)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 23);
      for (int token = 0; token < WINDOW; token++) {
        assertReach(probe, input, input.withOtherConditions(token), token, "conditions");
      }
    }
  }

  /** An earlier token reaches later outputs: the backbone is a sequence model. */
  @Test
  default void earlierTokensReachLaterOutputs() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 24);
      float[] before = probe.outputs(input);
      float[] after = probe.outputs(input.withOtherValues(0));
      for (int token = 1; token < WINDOW; token++) {
        assertThat(input.at(token, after))
            .as("outputs of token %d after another first token", token)
            .isNotEqualTo(input.at(token, before));
      }
    }
  }

  /** Sequences of a batch do not see each other. */
  @Test
  default void sequencesOfABatchAreIndependent() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 3, WINDOW, 25);
      float[] outputs = probe.outputs(input);
      int perSequence = outputs.length / 3;
      float[] first = Arrays.copyOf(outputs, perSequence);
      assertThat(Arrays.copyOf(probe.outputs(input.withOtherNeighbors()), perSequence))
          .as("outputs of the first sequence beside other ones")
          .isEqualTo(first);
      assertThat(probe.outputs(input.firstSequence()))
          .as("outputs of the first sequence alone")
          .containsExactly(first, Offset.offset(1e-5f));
    }
  }

  /**
   * Loss and gradient of a causal backbone's earlier tokens see no later values, levels or
   * conditions in training either.
   */
  @Test
  default void trainingSeesWhatSamplingSees() {
    try (ModelProbe probe = ModelProbe.trained(this);
        TrainingSession session = probe.openTraining()) {
      ProbeInput input = ProbeInput.random(tokenSpec(), ModelProbe.BATCH, WINDOW, 26);
      NoiseLevels levels = ModelProbe.levels(26);
      for (int token = 1; token < WINDOW; token++) {
        float[] weights = new float[ModelProbe.BATCH * WINDOW];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = i % WINDOW < token ? 1 : 0;
        }
        TrainingSession.Outcome before = ModelProbe.evaluate(session, input, levels, weights);
        assertSeen(
            ModelProbe.evaluate(session, input.withOtherValues(token), levels, weights),
            before,
            token,
            "values");
        NoiseLevels otherLevels = ModelProbe.levels(26);
        for (int sequence = 0; sequence < ModelProbe.BATCH; sequence++) {
          int level = otherLevels.get(sequence, token) + ModelProbe.LEVELS / 2;
          otherLevels.set(sequence, token, level % ModelProbe.LEVELS);
        }
        assertSeen(
            ModelProbe.evaluate(session, input, otherLevels, weights), before, token, "levels");
        if (tokenSpec().conditionWidth() > 0) {
          assertSeen(
              ModelProbe.evaluate(session, input.withOtherConditions(token), levels, weights),
              before,
              token,
              "conditions");
        }
      }
    }
  }

  private void assertSeen(
      TrainingSession.Outcome after, TrainingSession.Outcome before, int token, String what) {
    if (backbone().causal()) {
      assertThat(after)
          .as("training of the tokens before token %d after its %s changed", token, what)
          .isEqualTo(before);
    } else {
      assertThat(after.loss())
          .as("loss of the tokens before token %d after its %s changed", token, what)
          .isNotEqualTo(before.loss());
    }
  }

  private void assertReach(
      ModelProbe probe, ProbeInput input, ProbeInput changed, int token, String what) {
    float[] before = probe.outputs(input);
    float[] after = probe.outputs(changed);
    assertThat(input.at(token, after))
        .as("outputs of token %d after its %s changed", token, what)
        .isNotEqualTo(input.at(token, before));
    boolean reached = false;
    for (int earlier = 0; earlier < token; earlier++) {
      float[] outputs = input.at(earlier, after);
      if (backbone().causal()) {
        assertThat(outputs)
            .as("outputs of token %d after the %s of token %d changed", earlier, what, token)
            .isEqualTo(input.at(earlier, before));
      }
      reached |= !Arrays.equals(outputs, input.at(earlier, before));
    }
    assertThat(reached)
        .as(
            "whether the %s of token %d reach an earlier output; the backbone declares causal = %s",
            what, token, backbone().causal())
        .isEqualTo(token > 0 && !backbone().causal());
  }
}
