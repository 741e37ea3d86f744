package io.stagger.core.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TestClips {
  private static float[] clip(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[2 * length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] part(float[] clip, int from, int until) {
    return Arrays.copyOfRange(clip, 2 * from, 2 * until);
  }

  @Test
  void areTheSamplesThemselvesIfThoseShareNothing() {
    List<float[]> samples = List.of(clip(1, 8), clip(2, 8), clip(3, 5));

    assertThat(Clips.find(samples, 2, 2).orElseThrow()).containsExactly(0, 1, 2);
  }

  @Test
  void joinSamplesThatOverlapInAnyOrder() {
    float[] first = clip(1, 20);
    float[] second = clip(2, 20);
    List<float[]> samples =
        List.of(
            part(first, 5, 13),
            part(second, 0, 8),
            part(first, 11, 19),
            part(second, 7, 15),
            part(second, 3, 11),
            part(first, 0, 8));

    int[] clips = Clips.find(samples, 2, 2).orElseThrow();

    assertThat(clips[2]).isEqualTo(clips[0]);
    assertThat(clips[5]).isEqualTo(clips[0]);
    assertThat(clips[3]).isEqualTo(clips[1]);
    assertThat(clips[4]).isEqualTo(clips[1]);
    assertThat(clips[0]).isNotEqualTo(clips[1]);
  }

  /** Two clips of blank frames and something else are not one clip. */
  @Test
  void areNotJoinedByTokensThatTheyHappenToShare() {
    List<float[]> samples =
        List.of(
            new float[] {1, 1, 5, 5, 5, 5, 2, 2, 3, 3}, new float[] {5, 5, 5, 5, 7, 7, 8, 8, 9, 9});

    assertThat(Clips.find(samples, 2, 2).orElseThrow()).containsExactly(0, 1);
  }

  @Test
  void areNoneIfThereIsOneTimelineOrSomeLongOnes() {
    List<float[]> one = new ArrayList<>();
    List<float[]> two = new ArrayList<>();
    for (int from = 0; from + 8 <= 200; from += 3) {
      one.add(part(clip(1, 200), from, from + 8));
      two.add(part(clip(1, 200), from, from + 8));
      two.add(part(clip(2, 200), from, from + 8));
    }

    assertThat(Clips.find(one, 2, 2)).isEmpty();
    assertThat(Clips.find(two, 2, 2)).isEmpty();
    // A part of the same, of at most eight samples' length.
    assertThat(Clips.find(two.subList(0, 2 * 19), 2, 2)).isPresent();
    assertThat(Clips.find(two.subList(0, 2 * 21), 2, 2)).isEmpty();
  }
}
