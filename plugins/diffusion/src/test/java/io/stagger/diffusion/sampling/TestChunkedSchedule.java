package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.testkit.SamplingScheduleConformance;
import org.junit.jupiter.api.Test;

final class TestChunkedSchedule implements SamplingScheduleConformance {
  @Override
  public SamplingSchedule samplingSchedule() {
    return chunked(3, 0.5);
  }

  @Test
  void remainderIsASmallerLastBlock() {
    assertThat(chunked(2, 0).matrix(5, 2))
        .hasToString(
            "[[2, 2, 2, 2, 2], [1, 1, 2, 2, 2], [0, 0, 2, 2, 2], [0, 0, 1, 1, 2], [0, 0, 0, 0, 2], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]]");
  }

  @Test
  void blocksAreStaggeredInside() {
    assertThat(chunked(2, 1).matrix(3, 2))
        .hasToString("[[2, 2, 2], [1, 2, 2], [0, 1, 2], [0, 0, 2], [0, 0, 1], [0, 0, 0]]");
  }

  @Test
  void scaleIsAFiniteNumberOfAtLeastZero() {
    assertThatThrownBy(() -> new ChunkedSettings(2, Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("uncertaintyScale is Infinity, but it is a finite number of at least 0.");
  }

  private static SamplingSchedule chunked(int chunk, double scale) {
    return new ChunkedSchedule(new ChunkedSettings(chunk, scale));
  }
}
