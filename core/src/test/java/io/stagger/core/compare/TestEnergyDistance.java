package io.stagger.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestEnergyDistance {
  /**
   * Of normal numbers: {@code |X - Y|} is folded normal, with the mean {@code s sqrt(2 / pi)
   * exp(-m^2 / 2 s^2) + m erf(m / (s sqrt 2))} for the mean m and deviation s of the difference.
   * The values of 2 E|X - Y| - 2 / sqrt(pi) (1 + s) were computed with 16 digits elsewhere.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0",
    "1, 1, 0.5418066",
    "3, 1, 3.7777331",
    "0, 2, 0.1831107",
    "1, 2, 0.5341053"
  })
  void approachesTheValueOfNormalDistributions(double mean, double deviation, double expected) {
    Windows first = normalQuantiles(0, 1);
    Windows second = normalQuantiles(mean, deviation);

    EnergyDistance distance = EnergyDistance.of(first, second);

    assertThat(distance.value()).isCloseTo(expected, within(0.003));
    assertThat(distance.first()).isCloseTo(2 / Math.sqrt(Math.PI), within(0.003));
  }

  /** Quantiles stand for their distribution far better than as many random numbers. */
  private static Windows normalQuantiles(double mean, double deviation) {
    int count = 2000;
    List<float[]> quantiles = new ArrayList<>();
    double step = 1e-5;
    double below = 0;
    for (double x = -8; quantiles.size() < count; x += step) {
      below += step * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      if (below >= (quantiles.size() + 0.5) / count) {
        quantiles.add(new float[] {(float) (mean + deviation * x)});
      }
    }
    return TestingWindows.independent(quantiles);
  }

  @Test
  void isExactForAFewPoints() {
    Windows first = TestingWindows.independent(List.of(new float[] {0, 0}, new float[] {3, 4}));
    Windows second = TestingWindows.independent(List.of(new float[] {0, 0}, new float[] {0, 4}));

    EnergyDistance distance = EnergyDistance.of(first, second);

    assertThat(distance.between()).isEqualTo((0 + 4 + 5 + 3) / 4.0);
    assertThat(distance.first()).isEqualTo(5);
    assertThat(distance.second()).isEqualTo(4);
    assertThat(distance.value()).isEqualTo(6 - 5 - 4);
    assertThat(distance.coefficient()).isEqualTo(-3.0 / 6);
  }

  /** A V-statistic would be above 0 here by about the mean distance over the size. */
  @Test
  void isUnbiasedHoweverSmallTheSamples() {
    double sum = 0;
    int repetitions = 2000;
    for (int i = 0; i < repetitions; i++) {
      sum +=
          EnergyDistance.of(
                  TestingWindows.normal(2L * i, 5, 3, 0, 1),
                  TestingWindows.normal(2L * i + 1, 4, 3, 0, 1))
              .value();
    }
    assertThat(sum / repetitions).isCloseTo(0, within(0.03));
  }

  /** Two windows of one roll-out are alike, which says nothing of the spread of roll-outs. */
  @Test
  void leavesOutPairsOfOneSource() {
    Windows apart = TestingWindows.normal(3, 40, 2, 0, 1);
    List<float[]> twice = new ArrayList<>();
    int[] sources = new int[2 * apart.size()];
    for (int i = 0; i < apart.size(); i++) {
      twice.add(apart.vectors().get(i));
      twice.add(apart.vectors().get(i));
      sources[2 * i] = i;
      sources[2 * i + 1] = i;
    }
    Windows other = TestingWindows.normal(4, 50, 2, 1, 1);

    assertThat(EnergyDistance.of(new Windows(twice, sources), other).value())
        .isCloseTo(EnergyDistance.of(apart, other).value(), within(1e-12));
  }

  @Test
  void isTheSameInEitherDirectionAndOrderAndForAKnownMean() {
    Windows first = TestingWindows.normal(5, 30, 7, 0, 1);
    Windows second = TestingWindows.normal(6, 40, 7, 0.5, 2);
    List<float[]> shuffled = new ArrayList<>(first.vectors());
    Collections.shuffle(shuffled, new Random(7));
    double value = EnergyDistance.of(first, second).value();

    assertThat(EnergyDistance.of(second, first).value()).isCloseTo(value, within(1e-12));
    assertThat(EnergyDistance.of(TestingWindows.independent(shuffled), second).value())
        .isCloseTo(value, within(1e-12));
    assertThat(EnergyDistance.of(first, second, EnergyDistance.meanWithin(second)).value())
        .isEqualTo(value);
  }

  @Test
  void movesWithNeitherShiftNorOrderOfCoordinatesAndScalesWithTheUnit() {
    Windows first = TestingWindows.normal(8, 30, 5, 0, 1);
    Windows second = TestingWindows.normal(9, 40, 5, 0.5, 2);
    EnergyDistance distance = EnergyDistance.of(first, second);

    EnergyDistance shifted = EnergyDistance.of(map(first, 1, 3), map(second, 1, 3));
    assertThat(shifted.value()).isCloseTo(distance.value(), within(1e-5));
    EnergyDistance scaled = EnergyDistance.of(map(first, -4, 0), map(second, -4, 0));
    assertThat(scaled.value()).isCloseTo(4 * distance.value(), within(1e-9));
    assertThat(scaled.coefficient()).isCloseTo(distance.coefficient(), within(1e-12));
  }

  /** The coordinates reversed, scaled and shifted. */
  private static Windows map(Windows windows, float factor, float shift) {
    return TestingWindows.independent(
        windows.vectors().stream()
            .map(
                vector -> {
                  float[] mapped = new float[vector.length];
                  for (int i = 0; i < vector.length; i++) {
                    mapped[vector.length - 1 - i] = factor * vector[i] + shift;
                  }
                  return mapped;
                })
            .toList());
  }

  @Test
  void needsTwoSources() {
    Windows one = new Windows(List.of(new float[] {1}, new float[] {2}), new int[] {4, 4});

    assertThatThrownBy(() -> EnergyDistance.meanWithin(one))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
