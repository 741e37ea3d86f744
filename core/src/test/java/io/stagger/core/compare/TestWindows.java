package io.stagger.core.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TestWindows {
  private static final float[] TEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

  @Test
  void areCutFromTheEndOfASpan() {
    Windows windows = Windows.cut(List.of(TEN, new float[] {1, 2}), 1, 3, 1, 9, 2);

    assertThat(windows.vectors())
        .containsExactly(new float[] {2, 3, 4}, new float[] {4, 5, 6}, new float[] {6, 7, 8});
    assertThat(windows.sources()).containsExactly(0, 0, 0);
  }

  @Test
  void holdWholeTokens() {
    Windows windows = Windows.cut(List.of(TEN, TEN), 2, 2, 1, 99, 2);

    assertThat(windows.vectors()).hasSize(4);
    assertThat(windows.vectors().get(2)).containsExactly(2, 3, 4, 5);
    assertThat(windows.vectors().get(3)).containsExactly(6, 7, 8, 9);
    assertThat(windows.sources()).containsExactly(0, 0, 1, 1);
  }

  @Test
  void countOnceWhatOverlappingSamplesShare() {
    Windows windows =
        Windows.cut(List.of(new float[] {1, 2, 3, 4}, new float[] {3, 4, 5, 6}), 1, 2, 0, 9, 2);

    assertThat(windows.distinct().vectors())
        .containsExactly(new float[] {1, 2}, new float[] {3, 4}, new float[] {5, 6});
    assertThat(windows.distinct().sources()).containsExactly(0, 0, 1);
  }

  @Test
  void areDrawnEvenlyAndInOrderBySeed() {
    Windows all =
        TestingWindows.independent(IntStream.range(0, 20).mapToObj(i -> new float[] {i}).toList());
    int[] drawn = new int[20];
    for (long seed = 0; seed < 4000; seed++) {
      Windows few = all.atMost(5, seed);
      assertThat(few.size()).isEqualTo(5);
      assertThat(few.sources()).isSorted();
      for (int source : few.sources()) {
        drawn[source]++;
      }
    }

    for (int count : drawn) {
      assertThat(count).isBetween(850, 1150);
    }
    assertThat(all.atMost(5, 3).sources()).isEqualTo(all.atMost(5, 3).sources());
    assertThat(all.atMost(20, 3)).isSameAs(all);
  }

  @Test
  void shareASourceWhereTheirSequencesDoUnlessAllWould() {
    Windows windows = Windows.cut(List.of(TEN, TEN, TEN), 1, 5, 0, 10, 5);

    assertThat(windows.grouped(new int[] {0, 2, 0}).sources()).containsExactly(0, 0, 2, 2, 0, 0);
    assertThat(windows.grouped(new int[] {0, 2, 0}).apart().sources())
        .containsExactly(0, 0, 2, 2, 0, 0);
    assertThat(windows.grouped(new int[] {1, 1, 1}).apart().sources())
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void tellWhetherTheyAreFinite() {
    assertThat(TestingWindows.independent(List.of(TEN)).areFinite()).isTrue();
    assertThat(TestingWindows.independent(List.of(TEN, new float[] {Float.NaN})).areFinite())
        .isFalse();
    assertThat(
            TestingWindows.independent(List.of(new float[] {0, Float.NEGATIVE_INFINITY}))
                .areFinite())
        .isFalse();
  }
}
