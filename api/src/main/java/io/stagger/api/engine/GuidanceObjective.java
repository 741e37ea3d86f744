package io.stagger.api.engine;

import io.stagger.api.data.Tokens;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Scores predicted clean tokens; sampling climbs the score (section 4.2 of the paper). The engine
 * supplies the product of this gradient with the network's Jacobian.
 *
 * <p>Works on normalized tokens. Each sequence is scored by itself: neither value nor gradient
 * depends on the other sequences of a batch, on their order, or on padding. The gradient is finite
 * wherever predictions are; where the score has a kink, any of its slopes will do.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface GuidanceObjective {
  /**
   * Scores a batch.
   *
   * @param clean the clean predictions [batch, time, token width], from the buffer's position on;
   *     committed tokens and padding at the end are left out
   * @param batch the number of sequences
   * @param time the number of tokens
   * @param firstPosition the position of the first token, counted from the start of the sequence
   * @param values receives each sequence's score, higher is better, [batch]
   * @param gradient receives the gradient of each score, shaped like {@code clean}, from the
   *     buffer's position on; holds zeros before
   */
  void evaluate(
      FloatBuffer clean,
      int batch,
      int time,
      int firstPosition,
      double[] values,
      FloatBuffer gradient);

  /**
   * The objective for a batch of sequences that is about to be sampled. One that asks the same of
   * every sequence is that objective itself.
   *
   * @param sequences what is known of each sequence, in the order of the batch: the values of the
   *     first {@code known} tokens, and the conditions of all
   * @param known how many leading tokens are known, at least 0; they are in what {@link #evaluate}
   *     is given unless they are committed, as the network predicts them, but never change
   */
  default GuidanceObjective forSequences(List<Tokens> sequences, int known) {
    return this;
  }

  /**
   * The objective with a goal for each sequence, where it has none of its own. One that has one, or
   * needs none, is that objective itself. Asked before {@link #forSequences}.
   *
   * @param goals for each sequence of the batch what it is to reach, in the unit of the data
   */
  default GuidanceObjective towards(List<List<Double>> goals) {
    return this;
  }
}
