package io.stagger.api.evaluation;

import java.util.List;

/**
 * Draws predictions for a report.
 *
 * @param <S> a sample
 * @since 0.1.0
 */
public interface Renderer<S> {
  /** The class of a sample. */
  Class<S> sampleType();

  /**
   * Draws.
   *
   * @param title what made the predictions, such as the name of a way of sampling
   * @param predictions at least one
   * @return pictures, the most telling first
   */
  List<Picture> render(String title, List<Prediction<S>> predictions);
}
