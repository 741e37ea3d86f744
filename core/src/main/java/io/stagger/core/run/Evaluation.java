package io.stagger.core.run;

import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation gave: scores, and the predictions behind them.
 *
 * @param report the scores
 * @param predictions the predictions of each way and each baseline, by name
 * @param renderers what draws them
 * @param trialPictures the pictures of each trial, by name
 * @param <S> a sample
 */
public record Evaluation<S>(
    EvaluationReport report,
    Map<String, List<Prediction<S>>> predictions,
    List<Renderer<S>> renderers,
    Map<String, List<Picture>> trialPictures) {
  /** Copies the collections. */
  public Evaluation {
    predictions = Collections.unmodifiableMap(new LinkedHashMap<>(predictions));
    renderers = List.copyOf(renderers);
    trialPictures = Collections.unmodifiableMap(new LinkedHashMap<>(trialPictures));
  }

  /** The pictures of every renderer for the predictions of one way or baseline. */
  public List<Picture> render(String name) {
    List<Picture> pictures = new ArrayList<>();
    for (Renderer<S> renderer : renderers) {
      pictures.addAll(renderer.render(name, predictions.get(name)));
    }
    return Collections.unmodifiableList(pictures);
  }
}
