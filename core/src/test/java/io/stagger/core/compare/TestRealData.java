package io.stagger.core.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TestRealData {
  private static RealData real(float[]... samples) {
    return new RealData(
        Stream.of(samples)
            .map(values -> Tokens.ofReal(TokenSpec.vector(1, 0), values, new float[0]))
            .toList(),
        1);
  }

  @Test
  void leavesOutPairsOfWindowsOfOneClip() {
    Windows windows = real(new float[] {0, 0, 1, 1}, new float[] {3, 3, 6, 6}).windows(1);

    assertThat(windows.vectors())
        .containsExactly(new float[] {0}, new float[] {1}, new float[] {3}, new float[] {6});
    assertThat(windows.sources()).containsExactly(0, 0, 1, 1);
    // Pairs of one clip are 1 and 3 apart; the others 3, 6, 2 and 5.
    assertThat(EnergyDistance.meanWithin(windows)).isEqualTo(4);
  }

  @Test
  void joinsSamplesOfOneClip() {
    Windows windows =
        real(new float[] {0, 1, 2, 3}, new float[] {9, 8, 9, 7}, new float[] {2, 3, 4, 5})
            .windows(2);

    assertThat(windows.vectors())
        .containsExactly(
            new float[] {0, 1},
            new float[] {2, 3},
            new float[] {9, 8},
            new float[] {9, 7},
            new float[] {4, 5});
    assertThat(windows.sources()).containsExactly(0, 0, 1, 1, 0);
  }

  @Test
  void takesAllPairsOfOneTimeline() {
    Windows windows = real(new float[] {0, 1, 2, 3}, new float[] {2, 3, 4, 5}).windows(2);

    assertThat(windows.sources()).containsExactly(0, 1, 2);
    // 2, 4 and 2 in each of both numbers.
    assertThat(EnergyDistance.meanWithin(windows)).isEqualTo(8 * Math.sqrt(2) / 3);
    assertThat(List.of(real(new float[] {0, 1, 2, 3}).windows(2).sources()).get(0))
        .containsExactly(0, 1);
  }

  @Test
  void findsTheNumberThatVariesMost() {
    RealData real =
        new RealData(
            List.of(
                Tokens.ofReal(TokenSpec.vector(3, 0), new float[] {5, 0, 1, 5, 9, 2}, new float[0]),
                Tokens.ofReal(TokenSpec.vector(3, 0), new float[] {5, 4, 8}, new float[0])),
            3);

    assertThat(real.liveliest()).isEqualTo(1);
  }

  @Test
  void takesTheFirstOfNumbersThatVaryAlike() {
    RealData real =
        new RealData(
            List.of(Tokens.ofReal(TokenSpec.vector(2, 0), new float[] {1, 2, 2, 3}, new float[0])),
            2);

    assertThat(real.liveliest()).isZero();
  }
}
