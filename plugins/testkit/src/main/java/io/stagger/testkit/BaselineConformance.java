package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Baseline;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Baseline} promises.
 *
 * @param <S> a sample
 */
public interface BaselineConformance<S> {
  /** The baseline to check; asked for at each test. */
  Baseline<S> baseline();

  /** A whole sample. */
  S sample();

  /** The same sample as long as it is not predicted: with other numbers after the known part. */
  S withOtherFuture();

  /** How many leading steps are known. */
  int knownLength();

  /** What a sample holds, one object for each step of time, equal where the numbers are. */
  List<?> steps(S sample);

  /** There are as many futures as asked for, as long as the sample, which is left as it was. */
  @Test
  default void futuresAreWholeSamples() {
    S sample = sample();
    List<?> before = steps(sample);
    for (int count : new int[] {1, 5}) {
      List<S> futures = baseline().predict(sample, knownLength(), count, new SplittableRandom(1));
      assertThat(futures)
          .as("futures")
          .hasSize(count)
          .allMatch(baseline().sampleType()::isInstance);
      for (S future : futures) {
        assertThat(steps(future)).as("steps of a future").hasSameSizeAs(before);
        assertThat(steps(future).subList(0, knownLength()))
            .as("the known part of a future")
            .isEqualTo(before.subList(0, knownLength()));
      }
    }
    assertThat(steps(sample)).as("the sample afterwards").isEqualTo(before);
  }

  /** The generator decides everything random. */
  @Test
  default void predictionsAreAFunctionOfTheGenerator() {
    assertThat(predicted(sample(), 3))
        .as("futures by the same seed")
        .isEqualTo(predicted(sample(), 3));
  }

  /** What comes after the known part is not looked at. */
  @Test
  default void theFutureIsNotLookedAt() {
    assertThat(steps(withOtherFuture())).as("the other future").isNotEqualTo(steps(sample()));
    assertThat(predicted(withOtherFuture(), 4))
        .as("futures of a sample that goes on otherwise")
        .isEqualTo(predicted(sample(), 4));
  }

  private List<List<?>> predicted(S sample, long seed) {
    List<List<?>> steps = new ArrayList<>();
    for (S future : baseline().predict(sample, knownLength(), 4, new SplittableRandom(seed))) {
      steps.add(steps(future));
    }
    return steps;
  }
}
