package io.stagger.planning.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphObjectives;
import io.stagger.testkit.GuidanceObjectiveConformance;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An objective's graph form says what its plain form says. */
interface GraphFormConformance extends GuidanceObjectiveConformance {
  /** The same score and gradient, wherever the scored tokens begin and whatever is known. */
  @Test
  default void graphFormAgreesWithThePlainOne() {
    for (int known = 0; known <= 2; known++) {
      for (int firstPosition = 0; firstPosition <= 2; firstPosition++) {
        for (int time : new int[] {1, tokens() - firstPosition}) {
          compare(numbers(2 * time * tokenWidth(), 50 + known), known, time, firstPosition);
        }
      }
    }
  }

  /** The same where a distance is 0 and its root has no slope, and far away. */
  @Test
  default void graphFormAgreesAtTheEdges() {
    float[] same = new float[2 * tokens() * tokenWidth()];
    List<Tokens> sequences = sequences(2);
    sequences.get(0).values().get(same, 0, same.length / 2);
    sequences.get(1).values().get(same, same.length / 2, same.length / 2);
    compare(same, 2, tokens(), 0);
    float[] far = new float[same.length];
    for (int i = 0; i < far.length; i++) {
      far[i] = i % 3 == 0 ? 100 : -100;
    }
    compare(far, 1, tokens(), 0);
  }

  private void compare(float[] clean, int known, int time, int firstPosition) {
    int batch = 2;
    GuidanceObjective objective = guidanceObjective().forSequences(sequences(batch), known);
    double[] plainValues = new double[batch];
    float[] plain = new float[clean.length];
    objective.evaluate(
        FloatBuffer.wrap(clean), batch, time, firstPosition, plainValues, FloatBuffer.wrap(plain));
    double[] values = new double[batch];
    float[] gradient = new float[clean.length];
    GraphObjectives.evaluate(
        (GraphObjective) objective,
        FloatBuffer.wrap(clean),
        batch,
        time,
        tokenWidth(),
        firstPosition,
        values,
        FloatBuffer.wrap(gradient));
    double greatest = 1e-3;
    for (float slope : plain) {
      greatest = Math.max(greatest, Math.abs(slope));
    }
    for (int sequence = 0; sequence < batch; sequence++) {
      assertThat(values[sequence])
          .as("score with %d known of %d tokens from %d", known, time, firstPosition)
          .isCloseTo(
              plainValues[sequence], within(1e-5 * Math.max(1, Math.abs(plainValues[sequence]))));
    }
    for (int i = 0; i < gradient.length; i++) {
      assertThat((double) gradient[i])
          .as("slope %d with %d known of %d tokens from %d", i, known, time, firstPosition)
          .isCloseTo(plain[i], within(1e-5 * greatest));
    }
  }

  private List<Tokens> sequences(int batch) {
    List<Tokens> sequences = new ArrayList<>();
    for (int sequence = 0; sequence < batch; sequence++) {
      sequences.add(
          Tokens.ofReal(
              TokenSpec.vector(tokenWidth(), 0),
              numbers(tokens() * tokenWidth(), 70 + sequence),
              new float[0]));
    }
    return sequences;
  }

  private float[] numbers(int count, long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (spread() * random.nextGaussian());
    }
    return numbers;
  }
}
