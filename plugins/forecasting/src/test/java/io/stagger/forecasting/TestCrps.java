package io.stagger.forecasting;

import io.stagger.api.evaluation.Metric;
import java.util.LinkedHashMap;
import java.util.Map;

final class TestCrps implements TestingSeriesPredictions {
  @Override
  public Metric<SeriesWindow> metric() {
    return new Crps(new CrpsSettings(true));
  }

  @Override
  public Map<String, Double> perfectScores() {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("crps_sum", 0.0);
    scores.put("crps_mean", 0.0);
    scores.put("crps_a", 0.0);
    scores.put("crps_b", 0.0);
    return scores;
  }

  @Override
  public Map<String, Integer> unitPowers() {
    return Map.of("crps_sum", 0, "crps_mean", 0, "crps_a", 0, "crps_b", 0);
  }
}
