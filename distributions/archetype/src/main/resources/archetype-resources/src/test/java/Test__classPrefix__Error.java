package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import io.stagger.testkit.MetricConformance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class Test${classPrefix}Error implements MetricConformance<${classPrefix}Sample> {
  @Override
  public Metric<${classPrefix}Sample> metric() {
    return new ${classPrefix}Error();
  }

  @Override
  public List<Prediction<${classPrefix}Sample>> predictions() {
    return List.of(
        prediction(sample(1, 2, 3), sample(1, 2, 5), sample(1, 0, 0)),
        prediction(sample(1, 0, -1), sample(1, 4, -3), sample(1, 1, 1)),
        prediction(sample(2, 1, 0), sample(2, 1, 0.5f), sample(2, 1, 1)));
  }

  private static Prediction<${classPrefix}Sample> prediction(
      ${classPrefix}Sample truth, ${classPrefix}Sample... samples) {
    return new Prediction<>(truth, List.of(samples), 1);
  }

  private static ${classPrefix}Sample sample(float... positions) {
    return new ${classPrefix}Sample(positions, new float[positions.length]);
  }

  @Override
  public Map<String, Double> perfectScores() {
    return Map.of("position_error", 0.0);
  }

  @Override
  public Map<String, Integer> unitPowers() {
    return Map.of("position_error", 1);
  }

  @Override
  public ${classPrefix}Sample scaled(${classPrefix}Sample sample, double factor) {
    float[] positions = sample.positions().clone();
    for (int t = 0; t < positions.length; t++) {
      positions[t] *= (float) factor;
    }
    return sample.withPositions(positions);
  }

  @Test
  void distanceIsThatOfTheMeanOverPredictedSteps() {
    Metric.Scorer<${classPrefix}Sample> scorer = new ${classPrefix}Error().scorer();
    ${classPrefix}Sample truth =
        new ${classPrefix}Sample(new float[] {100, 0, 0}, new float[] {0, 0, 0});
    ${classPrefix}Sample low = truth.withPositions(new float[] {0, 1, 2});
    ${classPrefix}Sample high = truth.withPositions(new float[] {0, 5, 6});
    scorer.add(new Prediction<>(truth, List.of(low, high), 1));
    // The means are 3 and 4.
    assertThat(scorer.scores()).isEqualTo(Map.of("position_error", Math.sqrt(12.5)));
  }
}
