package io.stagger.api.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.evaluation.Trial.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestTrial {
  @Test
  void estimatesTheMeanAndItsStandardError() {
    Estimate estimate = Estimate.of(2, 4, 9);

    // The squares of -3, -1 and 4 add up to 26, over 2 for the variance, over 3 for the mean's.
    assertThat(estimate.mean()).isEqualTo(5);
    assertThat(estimate.standardError()).isCloseTo(Math.sqrt(26.0 / 6), within(1e-15));
    assertThat(estimate.count()).isEqualTo(3);
    assertThat(Estimate.of(7, 7)).isEqualTo(new Estimate(7, 0, 2));
  }

  @Test
  void oneValueHasNoStandardError() {
    assertThat(Estimate.of(7)).isEqualTo(new Estimate(7, Double.NaN, 1));
  }

  @Test
  void noValueHasNoMean() {
    assertThat(Estimate.of()).isEqualTo(new Estimate(Double.NaN, Double.NaN, 0));
  }

  @Test
  void keepsTheOrderOfScores() {
    Map<String, Estimate> scores = new LinkedHashMap<>();
    scores.put("score", Estimate.of(1));
    scores.put("return", Estimate.of(2));
    scores.put("a", Estimate.of(3));
    Trial.Row row = new Trial.Row("guided", scores);

    scores.clear();

    assertThat(row.scores().keySet()).containsExactly("score", "return", "a");
  }

  @Test
  void refusesAResultWithoutRows() {
    assertThatThrownBy(() -> new Trial.Result(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A trial's result has at least one row.");
  }
}
