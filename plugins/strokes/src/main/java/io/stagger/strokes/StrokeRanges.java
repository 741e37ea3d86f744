package io.stagger.strokes;

import io.stagger.api.data.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What strokes are like: the first and the 99th percentile of their length, of how much they turn,
 * and of where they lie. A stroke lies within the bounds if its left edge is not left of the first
 * percentile of left edges, its right edge not right of the 99th percentile of right edges, and its
 * upper and lower edges likewise.
 */
final class StrokeRanges {
  private static final double LOW = 0.01;
  private static final double HIGH = 0.99;

  /** Length, turning, left, top, right and bottom, in this order. */
  private static final int MEASURES = 6;

  private static final int LEFT = 2;
  private static final int RIGHT = 4;

  private final double[] low;
  private final double[] high;

  private StrokeRanges(double[] low, double[] high) {
    if (low.length != MEASURES || high.length != MEASURES) {
      throw new IllegalArgumentException(
          "Strokes have %d ranges, not %d and %d.".formatted(MEASURES, low.length, high.length));
    }
    this.low = low;
    this.high = high;
  }

  /** The ranges of strokes, at least one; a percentile is that of the nearest rank. */
  static StrokeRanges of(List<Stroke> strokes) {
    double[][] measures = strokes.stream().map(StrokeRanges::measures).toArray(double[][]::new);
    double[] low = new double[MEASURES];
    double[] high = new double[MEASURES];
    for (int i = 0; i < MEASURES; i++) {
      int measure = i;
      double[] sorted = Arrays.stream(measures).mapToDouble(all -> all[measure]).sorted().toArray();
      low[i] = sorted[(int) Math.ceil(LOW * sorted.length) - 1];
      high[i] = sorted[(int) Math.ceil(HIGH * sorted.length) - 1];
    }
    return new StrokeRanges(low, high);
  }

  private static double[] measures(Stroke stroke) {
    double left = stroke.x(0);
    double right = left;
    double top = stroke.y(0);
    double bottom = top;
    for (int place = 1; place <= stroke.steps(); place++) {
      left = Math.min(left, stroke.x(place));
      right = Math.max(right, stroke.x(place));
      top = Math.min(top, stroke.y(place));
      bottom = Math.max(bottom, stroke.y(place));
    }
    return new double[] {stroke.length(), stroke.turning(), left, top, right, bottom};
  }

  /** Takes up what was learned before. */
  static StrokeRanges restore(Statistics statistics) {
    return new StrokeRanges(statistics.get("range-low"), statistics.get("range-high"));
  }

  /** What is saved with a model. */
  Map<String, double[]> statistics() {
    return Map.of("range-low", low.clone(), "range-high", high.clone());
  }

  /**
   * What of a stroke is within the ranges.
   *
   * @param length whether its length is
   * @param turning whether how much it turns is
   * @param bounds whether all of it lies within the bounds
   */
  record Within(boolean length, boolean turning, boolean bounds) {
    boolean all() {
      return length && turning && bounds;
    }
  }

  /** Checks a stroke. */
  Within check(Stroke stroke) {
    double[] measures = measures(stroke);
    boolean bounds = true;
    for (int i = LEFT; i < RIGHT; i++) {
      bounds &= measures[i] >= low[i];
      bounds &= measures[i + RIGHT - LEFT] <= high[i + RIGHT - LEFT];
    }
    return new Within(within(measures, 0), within(measures, 1), bounds);
  }

  private boolean within(double[] measures, int measure) {
    return measures[measure] >= low[measure] && measures[measure] <= high[measure];
  }
}
