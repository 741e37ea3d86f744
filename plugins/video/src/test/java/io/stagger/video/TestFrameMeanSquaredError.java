package io.stagger.video;

import io.stagger.api.evaluation.Metric;
import java.util.Map;

final class TestFrameMeanSquaredError implements TestingClipPredictions {
  @Override
  public Metric<Clip> metric() {
    return new FrameMeanSquaredError();
  }

  @Override
  public Map<String, Double> perfectScores() {
    return Map.of("frame_mse", 0.0);
  }

  @Override
  public Map<String, Integer> unitPowers() {
    return Map.of("frame_mse", 2);
  }
}
