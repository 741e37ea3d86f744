package io.stagger.api.evaluation;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Predicts without a network, for comparison.
 *
 * @param <S> a sample
 * @since 0.1.0
 */
public interface Baseline<S> {
  /** The class of a sample. */
  Class<S> sampleType();

  /**
   * Predicts the part of a sample after {@code knownLength}, from what lies before that point.
   *
   * @param sample the whole sample; what comes at or after {@code knownLength} is not looked at
   * @param count how many futures
   */
  List<S> predict(S sample, int knownLength, int count, RandomGenerator random);
}
