package io.stagger.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

final class TestComparisonScores {
  private final ComparisonScores scores = new ComparisonScores(TestingComparison.report());

  @Test
  void showsAFewHorizonsAndTheRest() {
    assertThat(scores.header())
        .containsExactly(
            "",
            "energy at 32",
            "energy at 300",
            "energy at 1000",
            "energy at 2000",
            "growth",
            "spectrum at 2000",
            "tokens/s");
  }

  @Test
  void givesMeansWithStandardErrorsAndTheFloor() {
    assertThat(scores.rows()).hasSize(3);
    assertThat(scores.rows().get(0))
        .startsWith("steady", "0.104 ± 0.000", "0.133 ± 0.003")
        .endsWith("0.160 ± 0.010", "123.4 ± 0.000");
    assertThat(scores.rows().get(2))
        .containsExactly("real training data", "0.012", "0.012", "0.012", "0.012", "", "0.040", "");
  }

  /** Not the mean of the seeds' ratios: one near 0 at the training length would decide it. */
  @Test
  void growthIsTheRatioOfTheMeans() {
    double before = (0.1 + 0.0001 * 32 + 0.1 + 0.00012 * 32) / 2;
    double after = (0.1 + 0.0001 * 2000 + 0.1 + 0.00012 * 2000) / 2;
    assertThat(scores.rows().get(0).get(5))
        .isEqualTo(String.format(Locale.ROOT, "%.3f", after / before));
  }

  @Test
  void saysWhereOneDiverged() {
    assertThat(scores.rows().get(1))
        .startsWith("wild", "0.124 ± 0.005", "0.325 ± 0.045", "diverged", "diverged", "diverged")
        .contains("diverged");
  }
}
