package io.stagger.tensorflow;

import io.stagger.api.engine.DenoisingSteps;
import io.stagger.tensorflow.SamplingGraph.Columns;
import java.nio.FloatBuffer;

/**
 * How derivatives go from a future to the one that it was drawn from.
 *
 * @param table the coefficients of one step, [time, columns]
 * @param width the width of a token
 */
record FutureTable(float[] table, int width) {
  /** Whether a step draws any token anew. */
  static boolean redraws(float[] table) {
    for (int at = 0; at < table.length; at += DenoisingSteps.COLUMNS) {
      if (table[at + Columns.REDRAW_NOISE] > 0) {
        return true;
      }
    }
    return false;
  }

  /** Adds numbers to others in place. */
  static void add(FloatBuffer sum, FloatBuffer added) {
    for (int i = 0; i < sum.limit(); i++) {
      sum.put(i, sum.get(i) + added.get(i));
    }
  }

  /**
   * Passes on the derivative with respect to what the network saw in a future. With {@code input =
   * inputScale (redrawSignal x0 + redrawNoise z) + ...}, that of a token drawn anew goes to the
   * clean prediction {@code x0} of the future before. Any other token is the same in all futures.
   *
   * @param derivative [batch, time, width]
   * @param clean is added what goes to the clean prediction before
   * @param shared is added what goes to what all futures share
   */
  void passOn(FloatBuffer derivative, FloatBuffer clean, FloatBuffer shared) {
    int time = table.length / DenoisingSteps.COLUMNS;
    for (int i = 0; i < derivative.limit(); i++) {
      int token = i / width % time * DenoisingSteps.COLUMNS;
      float value = derivative.get(i);
      if (table[token + Columns.REDRAW_NOISE] > 0) {
        float share = table[token + Columns.INPUT_SCALE] * table[token + Columns.REDRAW_SIGNAL];
        clean.put(i, clean.get(i) + share * value);
      } else {
        shared.put(i, shared.get(i) + value);
      }
    }
  }
}
