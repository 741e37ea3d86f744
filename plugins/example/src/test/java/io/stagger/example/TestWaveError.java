package io.stagger.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import io.stagger.testkit.MetricConformance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestWaveError implements MetricConformance<Wave> {
  @Override
  public Metric<Wave> metric() {
    return new WaveError();
  }

  @Override
  public List<Prediction<Wave>> predictions() {
    return List.of(
        prediction(wave(1, 2, 3), wave(1, 2, 5), wave(1, 0, 0)),
        prediction(wave(1, 0, -1), wave(1, 4, -3), wave(1, 1, 1)),
        prediction(wave(2, 1, 0), wave(2, 1, 0.5f), wave(2, 1, 1)));
  }

  private static Prediction<Wave> prediction(Wave truth, Wave... samples) {
    return new Prediction<>(truth, List.of(samples), 1);
  }

  private static Wave wave(float... heights) {
    return new Wave(heights);
  }

  @Override
  public Map<String, Double> perfectScores() {
    return Map.of("wave_error", 0.0);
  }

  @Override
  public Map<String, Integer> unitPowers() {
    return Map.of("wave_error", 1);
  }

  @Override
  public Wave scaled(Wave sample, double factor) {
    float[] heights = sample.heights().clone();
    for (int t = 0; t < heights.length; t++) {
      heights[t] *= (float) factor;
    }
    return new Wave(heights);
  }

  @Test
  void distanceIsThatOfTheMeanOverPredictedSteps() {
    Metric.Scorer<Wave> scorer = new WaveError().scorer();
    Wave truth = new Wave(new float[] {100, 0, 0});
    Wave low = new Wave(new float[] {0, 1, 2});
    Wave high = new Wave(new float[] {0, 5, 6});
    scorer.add(new Prediction<>(truth, List.of(low, high), 1));
    // The means are 3 and 4.
    assertThat(scorer.scores()).isEqualTo(Map.of("wave_error", Math.sqrt(12.5)));
  }
}
