package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SamplingSchedule} promises. That levels never rise and every token ends clean
 * is held by {@link SchedulingMatrix} itself; a schedule that would break it fails here as it
 * throws.
 */
public interface SamplingScheduleConformance {
  /** A schedule to check; asked for at each test. */
  SamplingSchedule samplingSchedule();

  /** The horizons to plan for, each with each of {@link #steps}; a schedule serves them all. */
  default List<Integer> horizons() {
    return List.of(1, 2, 3, 5, 8, 31, 60);
  }

  /** The numbers of denoising steps to plan with. */
  default List<Integer> steps() {
    return List.of(1, 2, 3, 4, 10, 50);
  }

  /** The matrix covers exactly the tokens and steps that were asked for. */
  @Test
  default void matrixCoversTheHorizon() {
    SamplingSchedule schedule = samplingSchedule();
    for (int horizon : horizons()) {
      for (int steps : steps()) {
        SchedulingMatrix matrix = schedule.matrix(horizon, steps);
        assertThat(matrix.horizon())
            .as("horizon of the matrix for horizon %d, steps %d", horizon, steps)
            .isEqualTo(horizon);
        assertThat(matrix.steps())
            .as("steps of the matrix for horizon %d, steps %d", horizon, steps)
            .isEqualTo(steps);
        assertThat(matrix.tokenUpdates())
            .as("token updates for horizon %d, steps %d", horizon, steps)
            .isBetween((long) horizon, (long) horizon * steps);
      }
    }
  }

  /** The same question gets the same plan, from this schedule and from another of its settings. */
  @Test
  default void matrixIsRepeatable() {
    SamplingSchedule schedule = samplingSchedule();
    List<SchedulingMatrix> first = new ArrayList<>();
    for (int horizon : horizons()) {
      for (int steps : steps()) {
        first.add(schedule.matrix(horizon, steps));
      }
    }
    Iterator<SchedulingMatrix> expected = first.iterator();
    for (int horizon : horizons()) {
      for (int steps : steps()) {
        SchedulingMatrix matrix = expected.next();
        assertThat(schedule.matrix(horizon, steps))
            .as("second matrix for horizon %d, steps %d", horizon, steps)
            .isEqualTo(matrix);
        assertThat(samplingSchedule().matrix(horizon, steps))
            .as("another schedule's matrix for horizon %d, steps %d", horizon, steps)
            .isEqualTo(matrix);
      }
    }
  }

  /**
   * Any shape is served, or refused with a sentence: a thousand random horizons of up to 40 tokens
   * in up to 60 steps.
   */
  @Test
  default void anyShapeIsServedOrRefused() {
    SamplingSchedule schedule = samplingSchedule();
    Random random = new Random(1);
    for (int shape = 0; shape < 1000; shape++) {
      int horizon = 1 + random.nextInt(40);
      int steps = 1 + random.nextInt(60);
      String what = "horizon %d, steps %d".formatted(horizon, steps);
      try {
        SchedulingMatrix matrix = schedule.matrix(horizon, steps);
        assertThat(matrix.horizon()).as("horizon for %s", what).isEqualTo(horizon);
        assertThat(matrix.steps()).as("steps for %s", what).isEqualTo(steps);
      } catch (StaggerException e) {
        assertThat(e).as("refusal of %s", what).message().matches("\\S.*\\S.*\\.");
      }
    }
  }

  /** No tokens or no steps are refused. */
  @Test
  default void emptyPlansAreRefused() {
    SamplingSchedule schedule = samplingSchedule();
    assertThat(catchThrowable(() -> schedule.matrix(0, 1)))
        .as("answer to horizon 0")
        .isInstanceOfAny(IllegalArgumentException.class, StaggerException.class);
    assertThat(catchThrowable(() -> schedule.matrix(1, 0)))
        .as("answer to 0 steps")
        .isInstanceOfAny(IllegalArgumentException.class, StaggerException.class);
  }
}
