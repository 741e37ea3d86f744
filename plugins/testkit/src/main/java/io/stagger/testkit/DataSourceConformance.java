package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DataSource} promises. All samples are read several times and kept, so a subject
 * has some dozens of them.
 *
 * @param <S> a sample
 */
public interface DataSourceConformance<S> {
  /** Opens a small source, the same each time; whoever opened it closes it. */
  DataSource<S> openDataSource();

  /** Opens one of other data: of another file, or of another seed if a seed makes the data. */
  DataSource<S> openOtherDataSource();

  /**
   * What a sample holds, one object for each of its steps of time. Two are equal if and only if
   * they are the same step of the same raw data. So a row of a table is told apart by its date or
   * number; what was made by chance may be told apart by its values. Must not change with the
   * sample.
   */
  List<?> steps(S sample);

  /**
   * Asserts that two samples are equal. Override it if samples of two sources of the same data are
   * never equal by {@code equals}.
   */
  default void assertSampleEquals(S actual, S expected) {
    assertThat(actual).isEqualTo(expected);
  }

  /** Samples are of the declared class, and there is something to learn from. */
  @Test
  default void samplesAreOfTheDeclaredType() {
    try (DataSource<S> source = openDataSource()) {
      assertThat(source.size(Split.TRAIN)).as("samples to learn from").isPositive();
      readAll(source)
          .forEach(
              (place, sample) ->
                  assertThat(sample).as(place.toString()).isInstanceOf(source.sampleType()));
    }
  }

  /** A part of a sample is known and a part is not, and no sample is longer than promised. */
  @Test
  default void samplesAreAsLongAsPromised() {
    try (DataSource<S> source = openDataSource()) {
      assertThat(source.knownLength())
          .as("known steps of %d", source.sampleLength())
          .isBetween(0, source.sampleLength() - 1);
      int longest = 0;
      for (Map.Entry<SamplePlace, S> entry : readAll(source).entrySet()) {
        int length = steps(entry.getValue()).size();
        assertThat(length)
            .as("steps of %s", entry.getKey())
            .isBetween(Math.max(1, source.knownLength()), source.sampleLength());
        longest = Math.max(longest, length);
      }
      assertThat(longest).as("steps of the longest sample").isEqualTo(source.sampleLength());
    }
  }

  /**
   * Reading a number again, in any order, gives an equal sample, and what was read before stays as
   * it was.
   */
  @Test
  default void theSameNumberIsTheSameSample() {
    try (DataSource<S> source = openDataSource()) {
      Map<SamplePlace, S> first = new HashMap<>();
      Map<SamplePlace, List<?>> contents = new HashMap<>();
      for (SamplePlace place : places(source)) {
        S sample = source.get(place.split(), place.index());
        first.put(place, sample);
        contents.put(place, steps(sample));
      }
      for (SamplePlace place : shuffled(source, 1)) {
        assertThat(source.get(place.split(), place.index()))
            .as("%s again", place)
            .isEqualTo(first.get(place));
      }
      first.forEach(
          (place, sample) ->
              assertThat(steps(sample))
                  .as("%s after others were read", place)
                  .isEqualTo(contents.get(place)));
    }
  }

  /** A source that is opened anew can be read from any number on, as a resumed run does. */
  @Test
  default void aSourceOpenedAnewGoesOnAnywhere() {
    try (DataSource<S> first = openDataSource()) {
      for (Split split : Split.values()) {
        long size = first.size(split);
        for (long cursor = size - 1; cursor >= 0; cursor -= Math.max(1, size / 3)) {
          try (DataSource<S> resumed = openDataSource()) {
            assertThat(resumed.size(split)).as("size of %s", split).isEqualTo(size);
            for (long index = cursor; index < Math.min(size, cursor + 3); index++) {
              assertSampleEquals(resumed.get(split, index), first.get(split, index));
            }
          }
        }
      }
    }
  }

  /** Any thread reads what one alone reads. */
  @Test
  default void threadsReadTheSameSamples() throws InterruptedException {
    try (DataSource<S> source = openDataSource()) {
      Map<SamplePlace, S> alone = readAll(source);
      int threads = 4;
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      try {
        List<Callable<Map<SamplePlace, S>>> readers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          List<SamplePlace> order = shuffled(source, thread);
          readers.add(
              () -> {
                Map<SamplePlace, S> samples = new HashMap<>();
                for (SamplePlace place : order) {
                  samples.put(place, source.get(place.split(), place.index()));
                }
                return samples;
              });
        }
        for (Future<Map<SamplePlace, S>> reader : pool.invokeAll(readers)) {
          Map<SamplePlace, S> samples = reader.get();
          alone.forEach(
              (place, sample) ->
                  assertThat(samples.get(place))
                      .as("%s beside other threads", place)
                      .isEqualTo(sample));
        }
      } catch (ExecutionException e) {
        throw new AssertionError("A thread could not read: " + e.getCause(), e.getCause());
      } finally {
        pool.shutdownNow();
      }
    }
  }

  /**
   * What is to be predicted is not learned from: no later step of a test sample is in a sample of
   * the training or validation split, and none of a validation sample is in one of the training
   * split.
   */
  @Test
  default void splitsDoNotOverlap() {
    try (DataSource<S> source = openDataSource()) {
      Set<Object> training = allSteps(source, Split.TRAIN);
      assertPredictedStepsApart(source, Split.VALIDATION, training, "training");
      assertPredictedStepsApart(source, Split.TEST, training, "training");
      assertPredictedStepsApart(
          source, Split.TEST, allSteps(source, Split.VALIDATION), "validation");
    }
  }

  /** Numbers outside a split are refused. */
  @Test
  default void numbersOutsideASplitAreRefused() {
    try (DataSource<S> source = openDataSource()) {
      for (Split split : Split.values()) {
        for (long index : new long[] {-1, source.size(split), Long.MAX_VALUE}) {
          assertThat(catchThrowable(() -> source.get(split, index)))
              .as("answer to sample %d of the %d of %s", index, source.size(split), split)
              .isInstanceOf(IndexOutOfBoundsException.class);
        }
      }
    }
  }

  /** The fingerprint is a SHA-256 that stays the same with the data, and changes with it. */
  @Test
  default void theFingerprintIsThatOfTheData() {
    try (DataSource<S> source = openDataSource();
        DataSource<S> again = openDataSource();
        DataSource<S> other = openOtherDataSource()) {
      String fingerprint = source.fingerprint();
      assertThat(fingerprint).as("SHA-256 in hexadecimal").matches("[0-9a-f]{64}");
      readAll(source);
      assertThat(source.fingerprint()).as("fingerprint after reading").isEqualTo(fingerprint);
      assertThat(again.fingerprint()).as("fingerprint of the same data").isEqualTo(fingerprint);
      assertThat(steps(other.get(Split.TRAIN, 0)))
          .as("the first sample of other data")
          .isNotEqualTo(steps(source.get(Split.TRAIN, 0)));
      assertThat(other.fingerprint()).as("fingerprint of other data").isNotEqualTo(fingerprint);
    }
  }

  /** The description is a phrase in one line, the same each time. */
  @Test
  default void itIsDescribedByAPhrase() {
    try (DataSource<S> source = openDataSource();
        DataSource<S> again = openDataSource()) {
      assertThat(source.description())
          .as("description")
          .isNotBlank()
          .doesNotContain("\n")
          .isEqualTo(again.description());
    }
  }

  /** Closing twice is harmless, and closing one leaves another as it is. */
  @Test
  default void closingTwiceIsHarmless() {
    try (DataSource<S> other = openDataSource()) {
      S before = other.get(Split.TRAIN, 0);
      DataSource<S> source = openDataSource();
      source.get(Split.TRAIN, 0);
      source.close();
      source.close();
      assertSampleEquals(other.get(Split.TRAIN, 0), before);
    }
  }

  private static List<SamplePlace> places(DataSource<?> source) {
    List<SamplePlace> places = new ArrayList<>();
    for (Split split : Split.values()) {
      for (long index = 0; index < source.size(split); index++) {
        places.add(new SamplePlace(split, index));
      }
    }
    return places;
  }

  private static List<SamplePlace> shuffled(DataSource<?> source, long seed) {
    List<SamplePlace> places = places(source);
    Collections.shuffle(places, new Random(seed));
    return places;
  }

  private static <S> Map<SamplePlace, S> readAll(DataSource<S> source) {
    Map<SamplePlace, S> samples = new HashMap<>();
    for (SamplePlace place : places(source)) {
      samples.put(place, source.get(place.split(), place.index()));
    }
    return samples;
  }

  private Set<Object> allSteps(DataSource<S> source, Split split) {
    Set<Object> steps = new HashSet<>();
    for (long index = 0; index < source.size(split); index++) {
      steps.addAll(steps(source.get(split, index)));
    }
    return steps;
  }

  private void assertPredictedStepsApart(
      DataSource<S> source, Split split, Set<Object> others, String other) {
    for (long index = 0; index < source.size(split); index++) {
      List<?> steps = steps(source.get(split, index));
      for (int time = source.knownLength(); time < steps.size(); time++) {
        assertThat(others.contains(steps.get(time)))
            .as("whether step %d of sample %d of %s is in the %s split", time, index, split, other)
            .isFalse();
      }
    }
  }
}
