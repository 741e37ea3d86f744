package io.stagger.forecasting;

import io.stagger.api.evaluation.Prediction;
import io.stagger.testkit.MetricConformance;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/** Predictions of two series that every metric of them is checked on. */
interface TestingSeriesPredictions extends MetricConformance<SeriesWindow> {
  @Override
  default List<Prediction<SeriesWindow>> predictions() {
    return List.of(
        prediction(
            new double[] {1, 1, 3, 4},
            new double[] {2, 5},
            new double[] {4, 7},
            new double[] {1, 8},
            new double[] {6, 6}),
        prediction(new double[] {2, 2, -1, 0.5}, new double[] {-3, 1}, new double[] {0, 2}),
        prediction(new double[] {3, 3, 10, 20}, new double[] {9, 18}, new double[] {12, 19}));
  }

  /** One known row, and one that is predicted. */
  private static Prediction<SeriesWindow> prediction(double[] truth, double[]... samples) {
    LocalDate first = LocalDate.of(2024, 1, 1);
    SeriesWindow window =
        SeriesWindow.of(
            SeriesTable.of(
                List.of(first, first.plusDays(1)),
                List.of("a", "b"),
                new double[][] {{truth[0], truth[1]}, {truth[2], truth[3]}}),
            0,
            2);
    return new Prediction<>(
        window,
        Arrays.stream(samples)
            .map(
                sample ->
                    window.withValues(new double[] {truth[0], truth[1], sample[0], sample[1]}))
            .toList(),
        1);
  }

  @Override
  default SeriesWindow scaled(SeriesWindow sample, double factor) {
    double[] values = new double[sample.length() * sample.seriesCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = factor * sample.value(i / sample.seriesCount(), i % sample.seriesCount());
    }
    return sample.withValues(values);
  }
}
