package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TestSamplingScheduleConformance {
  @Test
  void passesASoundSchedule() {
    assertThat(failures(TestSamplingScheduleConformance::together)).isEmpty();
  }

  @Test
  void noticesAMatrixForAnotherShape() {
    assertThat(failures((horizon, steps) -> together(horizon == 0 ? 0 : horizon + 1, steps)))
        .containsExactlyInAnyOrder("matrixCoversTheHorizon", "anyShapeIsServedOrRefused");
    assertThat(failures((horizon, steps) -> together(horizon, steps == 0 ? 0 : steps + 1)))
        .containsExactlyInAnyOrder("matrixCoversTheHorizon", "anyShapeIsServedOrRefused");
  }

  @Test
  void noticesAnInvalidMatrix() {
    assertThat(failures((horizon, steps) -> SchedulingMatrix.of(steps, new int[steps][horizon])))
        .contains("matrixCoversTheHorizon");
  }

  @Test
  void noticesAPlanThatVaries() {
    AtomicInteger calls = new AtomicInteger();
    assertThat(
            failures(
                (horizon, steps) ->
                    horizon > 1 && calls.incrementAndGet() % 2 == 0
                        ? oneByOne(horizon, steps)
                        : together(horizon, steps)))
        .contains("matrixIsRepeatable");
  }

  @Test
  void noticesShapesThatAreNeitherServedNorRefused() {
    assertThat(
            failures(
                (horizon, steps) -> {
                  if (horizon == 17) {
                    throw new ArrayIndexOutOfBoundsException("17");
                  }
                  return together(horizon, steps);
                }))
        .containsExactly("anyShapeIsServedOrRefused");
    assertThat(failures(refusing(17, "no")))
        .as("a refusal that is no sentence")
        .containsExactly("anyShapeIsServedOrRefused");
    assertThat(failures(refusing(17, "The matrix holds no 17 tokens."))).isEmpty();
  }

  @Test
  void noticesThatNothingIsRefused() {
    assertThat(failures((horizon, steps) -> together(Math.max(1, horizon), Math.max(1, steps))))
        .containsExactly("emptyPlansAreRefused");
  }

  private static SamplingSchedule refusing(int refused, String message) {
    return (horizon, steps) -> {
      if (horizon == refused) {
        throw new StaggerException(message);
      }
      return together(horizon, steps);
    };
  }

  private static SchedulingMatrix together(int horizon, int steps) {
    if (horizon < 1 || steps < 1) {
      throw new IllegalArgumentException("Nothing to plan.");
    }
    int[][] rows = new int[steps + 1][horizon];
    for (int m = 0; m <= steps; m++) {
      Arrays.fill(rows[m], steps - m);
    }
    return SchedulingMatrix.of(steps, rows);
  }

  private static SchedulingMatrix oneByOne(int horizon, int steps) {
    int[][] rows = new int[steps * horizon + 1][horizon];
    for (int m = 0; m < rows.length; m++) {
      for (int t = 0; t < horizon; t++) {
        rows[m][t] = Math.max(0, Math.min(steps, steps * (t + 1) - m));
      }
    }
    return SchedulingMatrix.of(steps, rows);
  }

  private static Set<String> failures(SamplingSchedule schedule) {
    return KitFailures.of(SamplingScheduleConformance.class, () -> schedule);
  }
}
