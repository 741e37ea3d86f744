package io.stagger.planning.guidance;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceObjective;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Predictions of a batch, in which known tokens are predicted exactly, and their scores. */
final class TestingScore {
  private final TokenLayout layout;
  private final int batch;
  private final int tokens;
  private final float[] clean;
  private final int committed;
  private final float[] known;
  private double[] values;
  private float[] gradient;

  TestingScore(TokenLayout layout, int batch, int tokens) {
    this(layout, batch, tokens, new float[batch * tokens * layout.width()], 0, null);
  }

  private TestingScore(
      TokenLayout layout, int batch, int tokens, float[] clean, int committed, float[] known) {
    this.layout = layout;
    this.batch = batch;
    this.tokens = tokens;
    this.clean = clean;
    this.committed = committed;
    this.known = known == null ? clean : known;
  }

  /** Sets a normalized number. */
  TestingScore set(int sequence, int frame, int channel, double value) {
    int size = tokens * layout.width();
    clean[sequence * size + frame * layout.channels() + channel] = (float) value;
    return this;
  }

  /** Fills in random numbers, the same for the same places of a sequence. */
  TestingScore random(long seed) {
    int size = tokens * layout.width();
    for (int sequence = 0; sequence < batch; sequence++) {
      Random random = new Random(seed + sequence);
      for (int i = 0; i < size; i++) {
        clean[sequence * size + i] = (float) random.nextGaussian();
      }
    }
    return this;
  }

  /** The same sequence with its first tokens committed. */
  TestingScore without(int count) {
    return new TestingScore(
        layout,
        1,
        tokens - count,
        Arrays.copyOfRange(clean, count * layout.width(), clean.length),
        count,
        clean);
  }

  TestingScore evaluate(GuidanceObjective objective, int knownTokens) {
    List<Tokens> sequences = new ArrayList<>();
    int size = known.length / batch;
    for (int sequence = 0; sequence < batch; sequence++) {
      sequences.add(
          Tokens.ofReal(
              TokenSpec.vector(layout.width(), 0),
              Arrays.copyOfRange(known, sequence * size, (sequence + 1) * size),
              new float[0]));
    }
    values = new double[batch];
    gradient = new float[clean.length];
    objective
        .forSequences(sequences, knownTokens)
        .evaluate(
            FloatBuffer.wrap(clean).asReadOnlyBuffer(),
            batch,
            tokens,
            committed,
            values,
            FloatBuffer.wrap(gradient));
    return this;
  }

  double[] values() {
    return values;
  }

  float[] gradient() {
    return gradient;
  }

  float slope(int frame, int channel) {
    return gradient[frame * layout.channels() + channel];
  }
}
