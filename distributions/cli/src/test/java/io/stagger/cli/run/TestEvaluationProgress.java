package io.stagger.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TestEvaluationProgress {
  @Test
  void writesALineWhenAWayIsFinished() {
    StringWriter written = new StringWriter();
    try (EvaluationProgress progress = new EvaluationProgress(new PrintWriter(written), false)) {
      progress.advanced("pyramid", 5, 10);
      progress.advanced("pyramid", 10, 10);
      progress.advanced("full-sequence", 10, 10);
    }

    assertThat(written.toString().lines())
        .containsExactly("pyramid: 10 futures predicted", "full-sequence: 10 futures predicted");
  }
}
