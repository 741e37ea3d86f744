package io.stagger.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.cli.report.TestingComparison;
import io.stagger.core.compare.Comparison;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TestComparisonProgress {
  private static final Comparison.Member MEMBER = new Comparison.Member("wild", 1, 4, 6);

  private final StringWriter written = new StringWriter();
  private long nanos;
  private final ComparisonProgress progress =
      new ComparisonProgress(new PrintWriter(written), false, () -> nanos);

  @Test
  void saysWhichModelItIsAtAndHowFarTheRollOutIs() {
    progress.begins(MEMBER);
    for (long done = 16; done <= 160; done += 16) {
      progress.rolled(MEMBER, done, 160);
      nanos += 4_000_000_000L;
    }
    progress.measured(MEMBER, TestingComparison.report().regimes().get("wild").get(0));

    assertThat(written.toString().lines())
        .containsExactly(
            "Model 4 of 6: wild, seed 1.",
            "roll-out: token 64 of 160, 4.0 tokens/s, 0:24 left",
            "roll-out: token 112 of 160, 4.0 tokens/s, 0:12 left",
            "wild, seed 1: energy distance 0.119 at token 32, 1.300 at token 2000.");
  }

  @Test
  void saysWhereOneDiverged() {
    progress.measured(MEMBER, TestingComparison.report().regimes().get("wild").get(1));

    assertThat(written.toString().strip()).isEqualTo("wild, seed 1: diverged at token 500.");
  }
}
