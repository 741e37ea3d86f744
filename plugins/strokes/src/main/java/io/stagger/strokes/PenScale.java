package io.stagger.strokes;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Statistics;
import java.util.List;
import java.util.Map;

/**
 * Centers and scales places and steps of a pen, x and y each by themselves:
 *
 * <pre>normalized = (value - mean) / deviation</pre>
 *
 * Immutable.
 */
final class PenScale {
  /** The place in the arrays of where strokes begin, and of the steps after that. */
  private static final int START = 0;

  private static final int STEP = 2;
  private static final int NUMBERS = 4;

  private final double[] mean;
  private final double[] deviation;

  private PenScale(double[] mean, double[] deviation) {
    if (mean.length != NUMBERS || deviation.length != NUMBERS) {
      throw new IllegalArgumentException(
          "A pen has %d means and deviations, not %d and %d."
              .formatted(NUMBERS, mean.length, deviation.length));
    }
    this.mean = mean;
    this.deviation = deviation;
  }

  /**
   * Learns from strokes.
   *
   * @throws StaggerException if all begin at one x or y, or all steps are alike
   */
  static PenScale fit(List<Stroke> strokes) {
    double[] sums = new double[NUMBERS];
    double[] squares = new double[NUMBERS];
    long steps = 0;
    for (Stroke stroke : strokes) {
      add(sums, squares, START, stroke.x(0), stroke.y(0));
      for (int place = 1; place <= stroke.steps(); place++) {
        add(
            sums,
            squares,
            STEP,
            stroke.x(place) - stroke.x(place - 1),
            stroke.y(place) - stroke.y(place - 1));
      }
      steps += stroke.steps();
    }
    double[] mean = new double[NUMBERS];
    double[] deviation = new double[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      double count = i < STEP ? strokes.size() : steps;
      mean[i] = sums[i] / count;
      deviation[i] = Math.sqrt(Math.max(0, squares[i] / count - mean[i] * mean[i]));
      if (!(deviation[i] > 1e-3)) {
        throw new StaggerException(
            "All strokes of the training drawings %s, so there is nothing to learn from them; give other drawings."
                .formatted(i < STEP ? "begin at the same place" : "go the same way"));
      }
    }
    return new PenScale(mean, deviation);
  }

  private static void add(double[] sums, double[] squares, int at, double x, double y) {
    sums[at] += x;
    sums[at + 1] += y;
    squares[at] += x * x;
    squares[at + 1] += y * y;
  }

  /** Takes up what was learned before. */
  static PenScale restore(Statistics statistics) {
    return new PenScale(statistics.get("pen-mean"), statistics.get("pen-deviation"));
  }

  /** What is saved with a model. */
  Map<String, double[]> statistics() {
    return Map.of("pen-mean", mean.clone(), "pen-deviation", deviation.clone());
  }

  /**
   * Where a stroke begins, normalized.
   *
   * @param axis 0 for x, 1 for y
   */
  double start(int axis, double place) {
    return (place - mean[START + axis]) / deviation[START + axis];
  }

  /** Takes {@link #start} back. */
  double place(int axis, double start) {
    return start * deviation[START + axis] + mean[START + axis];
  }

  /** A step, normalized. */
  double step(int axis, double difference) {
    return (difference - mean[STEP + axis]) / deviation[STEP + axis];
  }

  /** Takes {@link #step} back. */
  double difference(int axis, double step) {
    return step * deviation[STEP + axis] + mean[STEP + axis];
  }

  /** How far a place moves when its normalized number grows by 1. */
  double startDeviation(int axis) {
    return deviation[START + axis];
  }

  /** How far a step grows when its normalized number grows by 1. */
  double stepDeviation(int axis) {
    return deviation[STEP + axis];
  }
}
