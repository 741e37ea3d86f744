package io.stagger.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.testkit.DataSourceConformance;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TestSineSource implements DataSourceConformance<Wave> {
  private final SineSource source = new SineSource(new SineSettings(6, 4, 50, 1));

  @Override
  public DataSource<Wave> openDataSource() {
    return new SineSource(new SineSettings(6, 4, 50, 1));
  }

  @Override
  public DataSource<Wave> openOtherDataSource() {
    return new SineSource(new SineSettings(6, 4, 50, 2));
  }

  /** A height alone may occur in two waves by chance. */
  @Override
  public List<?> steps(Wave sample) {
    return IntStream.range(0, sample.length()).mapToObj(t -> List.of(sample, t)).toList();
  }

  @Test
  void wavesAreSines() {
    for (long index = 0; index < 50; index++) {
      float[] heights = source.get(Split.TRAIN, index).heights();
      assertThat(heights).hasSize(10);
      // height(t + 1) + height(t - 1) = 2 cos(frequency) height(t), the same for every t.
      double numerator = 0;
      double denominator = 0;
      for (int t = 1; t < 9; t++) {
        numerator += heights[t] * (heights[t + 1] + heights[t - 1]);
        denominator += heights[t] * heights[t];
      }
      double factor = numerator / denominator;
      assertThat(Math.acos(factor / 2)).isBetween(0.2, 0.8);
      for (int t = 1; t < 9; t++) {
        assertThat((double) heights[t + 1] + heights[t - 1])
            .isCloseTo(factor * heights[t], within(1e-5));
      }
    }
  }

  @Test
  void noTwoWavesAreAlike() {
    Set<Wave> waves = new HashSet<>();
    for (Split split : new Split[] {Split.TRAIN, Split.VALIDATION, Split.TEST}) {
      for (long index = 0; index < source.size(split); index++) {
        assertThat(waves.add(source.get(split, index))).isTrue();
      }
    }
    assertThat(waves).hasSize(250);
  }

  @Test
  void wavesBeyondTheLastAreRefused() {
    assertThatThrownBy(() -> source.get(Split.TRAIN, 50))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("Wave 50 of 50.");
  }
}
