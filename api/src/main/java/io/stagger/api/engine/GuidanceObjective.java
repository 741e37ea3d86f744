package io.stagger.api.engine;

import java.nio.FloatBuffer;

/**
 * Scores predicted clean tokens; sampling climbs the score (section 4.2 of the paper). The engine
 * supplies the product of this gradient with the network's Jacobian.
 *
 * <p>Works on normalized tokens. Each sequence is scored by itself: neither value nor gradient
 * depends on the batch.
 */
public interface GuidanceObjective {
  /**
   * Scores a batch.
   *
   * @param clean the clean predictions [batch, time, token width], committed tokens left out
   * @param batch the number of sequences
   * @param time the number of tokens
   * @param firstPosition the position of the first token, counted from the start of the sequence
   * @param values receives each sequence's score, higher is better, [batch]
   * @param gradient receives the gradient of each score, shaped like {@code clean}
   */
  void evaluate(
      FloatBuffer clean,
      int batch,
      int time,
      int firstPosition,
      double[] values,
      FloatBuffer gradient);
}
