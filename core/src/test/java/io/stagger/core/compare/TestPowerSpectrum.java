package io.stagger.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TestPowerSpectrum {
  @Test
  void hasThePowerOfWhiteNoiseAtEveryFrequency() {
    PowerSpectrum spectrum = PowerSpectrum.of(TestingWindows.normal(1, 4000, 16, 5, 2), 1);

    assertThat(spectrum.frequencies()).hasSize(8).startsWith(1 / 16.0).endsWith(0.5);
    // The lowest frequency loses what the removed mean takes of its leakage.
    for (int k = 1; k < 8; k++) {
      assertThat(spectrum.logPower()[0][k]).isCloseTo(Math.log10(4), within(0.06));
    }
  }

  /**
   * A wave of frequency k and amplitude a: the Hann window leaves {@code a n / 4} of it at k and
   * half of that beside, and the window's squares add up to 3 n / 8.
   */
  @Test
  void findsAWaveWhereItIs() {
    int size = 32;
    float[] window = new float[2 * size];
    for (int t = 0; t < size; t++) {
      window[2 * t] = (float) (3 * Math.cos(2 * Math.PI * 5 * t / size + 0.4));
      window[2 * t + 1] = 7;
    }

    PowerSpectrum spectrum = PowerSpectrum.of(TestingWindows.independent(List.of(window)), 2);

    double peak = Math.pow(3 * size / 4.0, 2) / (3 * size / 8.0);
    double[] wave = spectrum.logPower()[0];
    assertThat(wave[4]).isCloseTo(Math.log10(peak), within(1e-6));
    assertThat(wave[3]).isCloseTo(Math.log10(peak / 4), within(1e-6));
    assertThat(wave[5]).isCloseTo(Math.log10(peak / 4), within(1e-6));
    assertThat(wave[9]).isEqualTo(Math.log10(PowerSpectrum.SILENCE));
    // What never moves is silent, wherever it stands.
    assertThat(spectrum.logPower()[1]).containsOnly(Math.log10(PowerSpectrum.SILENCE));
  }

  @Test
  void averagesPowerBeforeTheLogarithm() {
    float[] loud = {1, -1, 1, -1, 1, -1, 1, -1};
    float[] quiet = new float[8];
    double alone = spectrum(loud).logPower()[0][3];

    assertThat(spectrum(loud, quiet).logPower()[0][3])
        .isCloseTo(alone - Math.log10(2), within(1e-9));
  }

  @Test
  void anErrorOfAFactorIsItsLogarithmWhateverTheShift() {
    Windows windows = TestingWindows.normal(2, 50, 3 * 16, 0, 1);
    Windows louder =
        TestingWindows.independent(
            windows.vectors().stream()
                .map(
                    vector -> {
                      float[] scaled = vector.clone();
                      for (int i = 0; i < scaled.length; i++) {
                        scaled[i] = 10 * scaled[i] + 100;
                      }
                      return scaled;
                    })
                .toList());
    PowerSpectrum spectrum = PowerSpectrum.of(windows, 3);

    assertThat(spectrum.error(PowerSpectrum.of(louder, 3))).isCloseTo(2, within(1e-3));
    assertThat(spectrum.error(spectrum)).isZero();
  }

  @Test
  void isTheMeanOverDimensionsOfTheRootMeanSquare() {
    PowerSpectrum first = new PowerSpectrum(new double[][] {{0, 0}, {1, 1}}, 4);
    PowerSpectrum second = new PowerSpectrum(new double[][] {{3, 4}, {1, 1}}, 4);

    assertThat(first.error(second)).isCloseTo(Math.sqrt(12.5) / 2, within(1e-12));
    assertThat(second.mean()).containsExactly(2, 2.5);
  }

  @Test
  void takesAtLeastOneWindow() {
    assertThatThrownBy(() -> spectrum()).isInstanceOf(IllegalArgumentException.class);
  }

  private static PowerSpectrum spectrum(float[]... windows) {
    return PowerSpectrum.of(TestingWindows.independent(List.of(windows)), 1);
  }
}
