package io.stagger.video;

import io.stagger.api.evaluation.Metric;
import java.util.LinkedHashMap;
import java.util.Map;

final class TestPositionError implements TestingClipPredictions {
  @Override
  public Metric<Clip> metric() {
    return new PositionError();
  }

  @Override
  public Map<String, Double> perfectScores() {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("position_error", 0.0);
    scores.put("position_error_last", 0.0);
    return scores;
  }

  /** Positions are in pixels, however bright these are. */
  @Override
  public Map<String, Integer> unitPowers() {
    return Map.of("position_error", 0, "position_error_last", 0);
  }
}
