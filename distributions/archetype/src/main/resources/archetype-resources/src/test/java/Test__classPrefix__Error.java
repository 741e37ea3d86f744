package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class Test${classPrefix}Error {
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
