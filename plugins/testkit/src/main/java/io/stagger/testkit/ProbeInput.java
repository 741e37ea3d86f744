package io.stagger.testkit;

import io.stagger.api.data.TokenSpec;
import java.util.Arrays;
import java.util.Random;

/**
 * What a backbone is shown: a batch of noisy tokens with their conditions, and one level for each
 * position.
 *
 * @param spec the shape of a token
 * @param batch the number of sequences
 * @param values [batch, time, token width]
 * @param conditions [batch, time, condition width]
 * @param levels [time]
 */
record ProbeInput(TokenSpec spec, int batch, float[] values, float[] conditions, int[] levels) {
  /** Standard normal values and conditions, and levels spread over the schedule. */
  static ProbeInput random(TokenSpec spec, int batch, int time, long seed) {
    Random random = new Random(seed);
    int[] levels = new int[time];
    Arrays.setAll(levels, t -> 100 + random.nextInt(ModelProbe.LEVELS - 200));
    return new ProbeInput(
        spec,
        batch,
        normal(random, batch * time * spec.width()),
        normal(random, batch * time * spec.conditionWidth()),
        levels);
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  int time() {
    return levels.length;
  }

  /** The same with every value 1, which is something to learn: random values are not. */
  ProbeInput withEqualValues() {
    float[] ones = new float[values.length];
    Arrays.fill(ones, 1);
    return new ProbeInput(spec, batch, ones, conditions, levels);
  }

  /** The same with the values of one position changed in every sequence. */
  ProbeInput withOtherValues(int token) {
    return new ProbeInput(spec, batch, changed(values, token, spec.width()), conditions, levels);
  }

  /** The same with the conditions of one position changed in every sequence. */
  ProbeInput withOtherConditions(int token) {
    return new ProbeInput(
        spec, batch, values, changed(conditions, token, spec.conditionWidth()), levels);
  }

  /** The same with the level of one position changed. */
  ProbeInput withOtherLevel(int token) {
    int[] other = levels.clone();
    other[token] = (other[token] + ModelProbe.LEVELS / 2) % ModelProbe.LEVELS;
    return new ProbeInput(spec, batch, values, conditions, other);
  }

  /** The same with everything but the first sequence changed. */
  ProbeInput withOtherNeighbors() {
    float[] otherValues = values.clone();
    float[] otherConditions = conditions.clone();
    for (int i = values.length / batch; i < values.length; i++) {
      otherValues[i] = 1 - values[i];
    }
    for (int i = conditions.length / batch; i < conditions.length; i++) {
      otherConditions[i] = 1 - conditions[i];
    }
    return new ProbeInput(spec, batch, otherValues, otherConditions, levels);
  }

  /** The first sequence alone. */
  ProbeInput firstSequence() {
    return new ProbeInput(
        spec,
        1,
        Arrays.copyOf(values, values.length / batch),
        Arrays.copyOf(conditions, conditions.length / batch),
        levels);
  }

  /** The values of some positions, [batch, count, token width]. */
  float[] values(int first, int count) {
    return slice(values, first, count, spec.width());
  }

  /** The conditions of some positions, [batch, count, condition width]. */
  float[] conditions(int first, int count) {
    return slice(conditions, first, count, spec.conditionWidth());
  }

  /** The output of one position in every sequence, of outputs shaped like {@link #values}. */
  float[] at(int token, float[] outputs) {
    return slice(outputs, token, 1, spec.width());
  }

  private float[] slice(float[] numbers, int first, int count, int width) {
    float[] slice = new float[batch * count * width];
    for (int sequence = 0; sequence < batch; sequence++) {
      System.arraycopy(
          numbers,
          (sequence * time() + first) * width,
          slice,
          sequence * count * width,
          count * width);
    }
    return slice;
  }

  private float[] changed(float[] numbers, int token, int width) {
    float[] changed = numbers.clone();
    for (int sequence = 0; sequence < batch; sequence++) {
      for (int i = 0; i < width; i++) {
        int at = (sequence * time() + token) * width + i;
        changed[at] = 1.5f - changed[at];
      }
    }
    return changed;
  }
}
