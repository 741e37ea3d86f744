package io.stagger.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestWaveError {
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

  @Test
  void nothingHasNoScore() {
    assertThatThrownBy(() -> new WaveError().scorer().scores())
        .isInstanceOf(IllegalStateException.class);
  }
}
