package io.stagger.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.run.RunEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestTrainingProgress {
  private final StringWriter written = new StringWriter();
  private long nanos;
  private final TrainingProgress progress =
      new TrainingProgress(new PrintWriter(written), false, () -> nanos);

  @Test
  void writesALineEveryTenSecondsAndAtTheEnd() {
    progress.onEvent(new RunEvent.TrainingStarted(100, 1100, 12_345));
    for (int step = 101; step <= 1100; step++) {
      nanos += 50_000_000;
      progress.onEvent(new RunEvent.StepTaken(step, 0.25, 1, 1e-3, 0.05));
    }
    progress.onEvent(new RunEvent.TrainingEnded(1100, RunEvent.Reason.FINISHED));

    assertThat(written.toString().lines())
        .containsExactly(
            "Training 12,345 parameters from step 100 to 1100.",
            "step 300 of 1100, loss 0.2500, 20.0 steps/s, 0:40 left",
            "step 500 of 1100, loss 0.2500, 20.0 steps/s, 0:30 left",
            "step 700 of 1100, loss 0.2500, 20.0 steps/s, 0:20 left",
            "step 900 of 1100, loss 0.2500, 20.0 steps/s, 0:10 left",
            "step 1100 of 1100, loss 0.2500, 20.0 steps/s, 0:00 left");
  }

  @Test
  void showsAMovingAverageOfTheLoss() {
    progress.onEvent(new RunEvent.TrainingStarted(0, 2, 1));
    progress.onEvent(new RunEvent.StepTaken(1, 1, 1, 1, 1));
    nanos = 1_000_000_000;
    progress.onEvent(new RunEvent.StepTaken(2, 0.5, 1, 1, 1));

    assertThat(written.toString()).contains("loss 0.9900");
  }

  @Test
  void writesScores() {
    progress.onEvent(new RunEvent.TrainingStarted(0, 2, 1));
    progress.onEvent(new RunEvent.Evaluated(2, Map.of("mae", 0.125)));

    assertThat(written.toString().lines()).last().isEqualTo("step 2: mae 0.1250");
  }
}
