package io.stagger.forecasting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestMetrics {
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);

  /** One known row, then one row to forecast. */
  private static SeriesWindow window(double... values) {
    List<String> names = List.of("North Side", "b").subList(0, values.length);
    return SeriesWindow.of(
        SeriesTable.of(
            List.of(FIRST, FIRST.plusDays(1)),
            names,
            new double[][] {new double[values.length], values}),
        0,
        2);
  }

  private static Prediction<SeriesWindow> prediction(SeriesWindow truth, double[][] samples) {
    List<SeriesWindow> windows = new ArrayList<>();
    for (double[] sample : samples) {
      double[] values = new double[2 * truth.seriesCount()];
      System.arraycopy(sample, 0, values, truth.seriesCount(), sample.length);
      windows.add(truth.withValues(values));
    }
    return new Prediction<>(truth, windows, 1);
  }

  /** Samples 1, 2, ... count of one series. */
  private static double[][] counting(int count) {
    double[][] samples = new double[count][];
    for (int i = 0; i < count; i++) {
      samples[i] = new double[] {count - i};
    }
    return samples;
  }

  private static Map<String, Double> scores(
      Metric<SeriesWindow> metric, List<Prediction<SeriesWindow>> predictions) {
    Metric.Scorer<SeriesWindow> scorer = metric.scorer();
    predictions.forEach(scorer::add);
    return scorer.scores();
  }

  private static Crps crps(boolean perSeries) {
    return new Crps(new CrpsSettings(perSeries));
  }

  @Test
  void theQuantileIsTheKthSmallestSample() {
    SampleQuantiles hundred = SampleQuantiles.of(new double[] {3, 1, 2, 4});
    assertThat(hundred.at(5)).isEqualTo(1);
    assertThat(hundred.at(50)).isEqualTo(2);
    assertThat(hundred.at(75)).isEqualTo(3);
    assertThat(hundred.at(95)).isEqualTo(3);
    assertThat(hundred.median()).isEqualTo(2.5);
    assertThat(SampleQuantiles.of(new double[] {7}).at(95)).isEqualTo(7);
  }

  @Test
  void crpsFollowsItsFormula() {
    // Of samples 1..20 the quantile q is 20q. With the truth 10, by the formula's own terms:
    double expected = 0;
    for (int i = 1; i <= 19; i++) {
      double q = i / 20.0;
      expected += 2 * Math.abs((10 - i) * ((10 <= i ? 1 : 0) - q)) / 10 / 19;
    }
    Map<String, Double> scores = scores(crps(false), List.of(prediction(window(10), counting(20))));
    assertThat(scores.keySet()).containsExactly("crps_sum", "crps_mean");
    assertThat(scores.get("crps_sum")).isCloseTo(expected, within(1e-12));
    assertThat(scores.get("crps_mean")).isCloseTo(expected, within(1e-12));
  }

  @Test
  void aSureForecastScoresItsRelativeAbsoluteError() {
    Map<String, Double> scores =
        scores(crps(false), List.of(prediction(window(10), new double[][] {{9}, {9}})));
    // Below the truth, mean over q of 2q is 1.
    assertThat(scores.get("crps_sum")).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void windowsAreAddedUpBeforeDividing() {
    Map<String, Double> scores =
        scores(
            crps(false),
            List.of(
                prediction(window(10), new double[][] {{9}}),
                prediction(window(90), new double[][] {{90}})));
    assertThat(scores.get("crps_sum")).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void theSumJudgesHowSeriesMoveTogether() {
    SeriesWindow truth = window(10, 10);
    double[][] opposite = {{9, 11}, {11, 9}};
    double[][] together = {{9, 9}, {11, 11}};
    double crpsOpposite = scores(crps(false), List.of(prediction(truth, opposite))).get("crps_sum");
    assertThat(crpsOpposite).isZero();
    assertThat(scores(crps(false), List.of(prediction(truth, together))).get("crps_sum"))
        .isPositive();
  }

  @Test
  void eachSeriesHasItsScore() {
    Crps.CrpsScorer scorer = crps(true).scorer();
    scorer.add(prediction(window(10, 20), new double[][] {{9, 20}}));
    assertThat(scorer.seriesScores()).containsOnlyKeys("North Side", "b");
    assertThat(scorer.seriesScores().get("North Side")).isCloseTo(0.1, within(1e-12));
    assertThat(scorer.scores().keySet())
        .containsExactly("crps_sum", "crps_mean", "crps_north_side", "crps_b");
    assertThat(scorer.scores().get("crps_mean")).isCloseTo(0.05, within(1e-12));
  }

  @Test
  void absoluteErrorIsThatOfTheMedian() {
    assertThat(
            scores(
                new MeanAbsoluteError(),
                List.of(prediction(window(10), new double[][] {{0}, {9}, {100}}))))
        .isEqualTo(Map.of("mae", 1.0));
  }

  @Test
  void coverageCountsTruthsWithinTheIntervals() {
    List<Prediction<SeriesWindow>> predictions = new ArrayList<>();
    for (int truth = 1; truth <= 100; truth++) {
      predictions.add(prediction(window(truth), counting(100)));
    }
    Map<String, Double> scores = scores(new Coverage(), predictions);
    assertThat(scores.keySet()).containsExactly("coverage_50", "coverage_90");
    // Both ends count: 25 to 75 and 5 to 95.
    assertThat(scores.get("coverage_50")).isEqualTo(0.51);
    assertThat(scores.get("coverage_90")).isEqualTo(0.91);
  }

  @Test
  void nothingAddedIsNoScore() {
    for (Metric<SeriesWindow> metric :
        List.of(crps(false), new MeanAbsoluteError(), new Coverage())) {
      assertThat(metric.sampleType()).isEqualTo(SeriesWindow.class);
      assertThatThrownBy(() -> metric.scorer().scores()).isInstanceOf(IllegalStateException.class);
    }
  }
}
