package io.stagger.api.evaluation;

import java.util.Map;

/**
 * Scores predictions. One metric may give several numbers.
 *
 * @param <S> a sample
 * @since 0.1.0
 */
public interface Metric<S> {
  /** The class of a sample. */
  Class<S> sampleType();

  /** Starts scoring a set of predictions. */
  Scorer<S> scorer();

  /**
   * Gathers predictions and gives their scores. Not thread-safe.
   *
   * @param <S> a sample
   */
  interface Scorer<S> {
    /** Adds a prediction. */
    void add(Prediction<S> prediction);

    /**
     * The scores of everything added, by name (lower-case words joined by '_'), the most important
     * first. Lower is better unless the name's description says otherwise.
     *
     * @throws IllegalStateException if nothing was added
     */
    Map<String, Double> scores();
  }
}
