package io.stagger.core.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TestDriftSettings {
  private static DriftSettings settings(
      int trainingLength, int context, int length, int window, int spectrumWindow) {
    return new DriftSettings(2, trainingLength, context, length, window, spectrumWindow, 0);
  }

  @Test
  void looksAtTheTrainingLengthAtRoundHorizonsAndAboutTwiceForEachDoubling() {
    assertThat(settings(32, 16, 2000, 4, 32).horizons())
        .containsExactly(32, 45, 64, 100, 128, 181, 256, 300, 362, 512, 724, 1000, 1448, 2000);
    assertThat(settings(6, 3, 40, 2, 6).horizons()).containsExactly(6, 8, 12, 17, 24, 34, 40);
    assertThat(settings(64, 32, 64, 4, 32).horizons()).containsExactly(64);
  }

  @Test
  void takesFewerWindowsWhereEachIsLarge() {
    assertThat(settings(32, 16, 2000, 4, 32).mostWindows()).isEqualTo(1000);
    assertThat(new DriftSettings(576, 32, 16, 2000, 4, 32, 0).mostWindows()).isEqualTo(465);
    assertThat(new DriftSettings(1_000_000, 32, 16, 2000, 4, 32, 0).mostWindows()).isEqualTo(64);
  }

  @Test
  void acceptsWhatFits() {
    assertThat(settings(32, 16, 2000, 4, 32).problems()).isEmpty();
    assertThat(settings(32, 31, 32, 1, 4).problems()).isEmpty();
  }

  @Test
  void namesEveryKeyThatDoesNotFit() {
    assertThat(settings(32, 32, 2000, 4, 32).problems())
        .containsExactly(
            "The key 'compare.context' is 32, but must be less than the training length, 32 tokens.");
    assertThat(settings(32, 30, 20, 4, 33).problems())
        .satisfiesExactly(
            length ->
                assertThat(length).startsWith("The key 'compare.length' is 20").contains("32"),
            window ->
                assertThat(window).startsWith("The key 'compare.window' is 4").contains("1 to 2"),
            spectrum ->
                assertThat(spectrum)
                    .startsWith("The key 'compare.spectrumWindow' is 33")
                    .contains("from 4", "32"));
  }
}
