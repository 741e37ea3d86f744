package io.stagger.api.evaluation;

import java.util.List;

/**
 * Several sampled futures of one sample, beside what came true.
 *
 * @param truth the whole sample, known part included
 * @param samples predictions of the whole sample; their known part equals the truth's
 * @param knownLength how many leading steps of time were given
 * @param <S> a sample
 * @since 0.1.0
 */
public record Prediction<S>(S truth, List<S> samples, int knownLength) {
  /** Copies the list. */
  public Prediction {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("A prediction holds at least one sample.");
    }
  }
}
