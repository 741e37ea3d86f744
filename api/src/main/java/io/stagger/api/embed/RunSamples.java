package io.stagger.api.embed;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.evaluation.Prediction;

/**
 * The samples of a loaded run: those of its data and those that an application makes, and what the
 * model says of how they go on. Any thread may use it; it ends with its run.
 *
 * @param <S> a sample
 * @since 0.1.0
 */
public interface RunSamples<S> {
  /** The class of a sample. */
  Class<S> type();

  /** Encodes samples as tokens and decodes tokens. Does not need the data. */
  Tokenizer<S> tokenizer();

  /** How many leading steps of time of a sample are known when it is predicted. */
  int knownLength();

  /** The most steps of time that a sample has, known ones included. */
  int sampleLength();

  /**
   * How many samples a split of the data has; 0 if it has none.
   *
   * @throws StaggerException if the data is gone
   */
  long size(Split split);

  /**
   * A sample of the data.
   *
   * @param index from 0 to {@link #size} - 1
   * @throws StaggerException if the data is gone, or there is no such sample
   */
  S get(Split split, long index);

  /**
   * Says how a sample may go on: keeps its known part and samples the rest. Does not need the data.
   *
   * @param sample at least one token longer than its known part; what comes after that is not
   *     looked at, but for conditions
   * @return so many futures as the continuation says, each a whole sample
   * @throws StaggerException if the sample is too short or too long, or the schedule can't serve it
   */
  Prediction<S> predict(S sample, Continuation continuation);

  /**
   * Says how a sample of the data may go on.
   *
   * @param index from 0 to {@link #size} - 1
   * @throws StaggerException if the data is gone, there is no such sample, or the schedule can't
   *     serve it
   */
  default Prediction<S> predict(Split split, long index, Continuation continuation) {
    return predict(get(split, index), continuation);
  }
}
