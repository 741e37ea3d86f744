package io.stagger.planning;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The observations of a trajectory, which tell its steps apart. */
public final class TestingSteps {
  private TestingSteps() {}

  /** One object for each observation. */
  public static List<?> of(Trajectory sample) {
    int width = sample.observationWidth();
    return IntStream.rangeClosed(0, sample.steps())
        .mapToObj(
            step ->
                FloatBuffer.wrap(
                    Arrays.copyOfRange(sample.observations(), step * width, (step + 1) * width)))
        .toList();
  }
}
