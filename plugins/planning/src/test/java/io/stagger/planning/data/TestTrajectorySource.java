package io.stagger.planning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.planning.Trajectory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TestTrajectorySource {
  private static TrajectorySource source(Transitions transitions, int horizon, boolean padShort) {
    return new TrajectorySource(transitions, "data", horizon, padShort, "00", "do this or that");
  }

  private static List<Trajectory> all(TrajectorySource source, Split split) {
    List<Trajectory> samples = new ArrayList<>();
    for (long index = 0; index < source.size(split); index++) {
      samples.add(source.get(split, index));
    }
    return samples;
  }

  /** The rows whose numbers a sample holds. */
  private static BitSet rows(List<Trajectory> samples) {
    BitSet rows = new BitSet();
    for (Trajectory sample : samples) {
      for (int step = 0; step <= sample.realSteps(); step++) {
        rows.set((int) sample.observations()[2 * step]);
      }
    }
    return rows;
  }

  @Test
  void aWindowHoldsARowForEachStepAndTheObservationBehindThem() {
    Trajectory window = source(TestingTransitions.of(100), 3, false).get(Split.TRAIN, 4);
    assertThat(window)
        .isEqualTo(
            new Trajectory(
                2,
                1,
                new float[] {4, -4, 5, -5, 6, -6, 7, -7},
                new float[] {2, 2.5f, 3},
                new float[] {4, 5, 6},
                3));
  }

  @Test
  void everyWindowOfAnEpisodeIsThereAndNoneCrossesItsEnd() {
    // Episodes of 5, 3 and 992 rows, and so of 4, 2 and 991 usable steps.
    TrajectorySource source = source(TestingTransitions.of(1000, 4, 7), 3, false);
    List<Trajectory> training = all(source, Split.TRAIN);
    assertThat(training.get(0).observations()[0]).isZero();
    assertThat(training.get(1).observations()[0]).isEqualTo(1);
    assertThat(training.get(2).observations()[0]).isEqualTo(8);
    assertThat(training).hasSize(2 + 992 - 2 * 10 - 3);
    assertThat(training).allMatch(window -> window.realSteps() == 3);
  }

  @Test
  void aShorterEpisodeIsOnePaddedWindow() {
    TrajectorySource source = source(TestingTransitions.of(1000, 4, 7, 8), 4, true);
    Trajectory padded = source.get(Split.TRAIN, 1);
    assertThat(padded)
        .isEqualTo(
            new Trajectory(
                2,
                1,
                new float[] {5, -5, 6, -6, 7, -7, 7, -7, 7, -7},
                new float[] {2.5f, 3, 0, 0},
                new float[] {5, 6, 0, 0},
                2));
    // The episode of row 8 alone has no usable step.
    assertThat(source.get(Split.TRAIN, 2).observations()[0]).isEqualTo(9);
  }

  @Test
  void splitsOfOneEpisodeShareNoRow() {
    TrajectorySource source = source(TestingTransitions.of(1000), 20, false);
    // 1 percent is less than the 21 rows of a window.
    assertThat(rows(all(source, Split.TEST))).isEqualTo(range(979, 1000));
    assertThat(rows(all(source, Split.VALIDATION))).isEqualTo(range(958, 979));
    assertThat(rows(all(source, Split.TRAIN))).isEqualTo(range(0, 958));
    source = source(TestingTransitions.of(10_000), 20, false);
    assertThat(rows(all(source, Split.TEST))).isEqualTo(range(9900, 10_000));
    assertThat(source.size(Split.TEST)).isEqualTo(80);
    assertThat(rows(all(source, Split.VALIDATION))).isEqualTo(range(9800, 9900));
    assertThat(rows(all(source, Split.TRAIN))).isEqualTo(range(0, 9800));
  }

  @Test
  void splitsBeginWithAnEpisodeWhereOneIsNear() {
    int[] lastRows = IntStream.range(1, 10).map(episode -> 100 * episode - 1).toArray();
    TrajectorySource source = source(TestingTransitions.of(1000, lastRows), 60, false);
    assertThat(rows(all(source, Split.TEST))).isEqualTo(range(900, 1000));
    assertThat(rows(all(source, Split.VALIDATION))).isEqualTo(range(800, 900));
    assertThat(rows(all(source, Split.TRAIN))).isEqualTo(range(0, 800));
    assertThat(source.size(Split.TRAIN)).isEqualTo(8 * 40);
  }

  private static BitSet range(int from, int to) {
    BitSet rows = new BitSet();
    rows.set(from, to);
    return rows;
  }

  @Test
  void thereIsNoFuture() {
    TrajectorySource source = source(TestingTransitions.of(100), 3, false);
    assertThat(source.size(Split.FUTURE)).isZero();
    for (Split split : Split.values()) {
      assertThatThrownBy(() -> source.get(split, source.size(split)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> source.get(split, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    source.close();
    source.close();
  }

  @Test
  void dataWithoutAWindowToTrainOnIsRefused() {
    assertThatThrownBy(() -> source(TestingTransitions.of(100, 49), 60, false))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "data has no window of 60 steps to train on: 100 of its 100 rows are held out for validation and test, and its longest episode has 49 usable steps; do this or that.");
    assertThatThrownBy(() -> source(TestingTransitions.of(3), Integer.MAX_VALUE - 1, true))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("data has no window of 2147483646 steps to train on");
  }

  @Test
  void transitionsOfUnequalLengthsAreRefused() {
    assertThatThrownBy(
            () -> new Transitions(2, 1, new float[4], new float[3], new float[2], new BitSet()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
