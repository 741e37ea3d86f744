package io.stagger.forecasting;

import io.stagger.api.evaluation.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

final class TestCoverage implements TestingSeriesPredictions {
  @Override
  public Metric<SeriesWindow> metric() {
    return new Coverage();
  }

  @Override
  public Map<String, Double> perfectScores() {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("coverage_50", 1.0);
    scores.put("coverage_90", 1.0);
    return scores;
  }

  @Override
  public Map<String, Integer> unitPowers() {
    return Map.of("coverage_50", 0, "coverage_90", 0);
  }

  /** Nearer to the nominal share is better, not lower. */
  @Override
  public Set<String> lowerIsBetter() {
    return Set.of();
  }
}
