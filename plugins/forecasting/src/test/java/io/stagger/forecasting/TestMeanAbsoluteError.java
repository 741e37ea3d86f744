package io.stagger.forecasting;

import io.stagger.api.evaluation.Metric;
import java.util.Map;

final class TestMeanAbsoluteError implements TestingSeriesPredictions {
  @Override
  public Metric<SeriesWindow> metric() {
    return new MeanAbsoluteError();
  }

  @Override
  public Map<String, Double> perfectScores() {
    return Map.of("mae", 0.0);
  }

  @Override
  public Map<String, Integer> unitPowers() {
    return Map.of("mae", 1);
  }
}
