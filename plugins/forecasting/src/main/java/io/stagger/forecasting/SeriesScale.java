package io.stagger.forecasting;

import io.stagger.api.data.Statistics;
import io.stagger.forecasting.CalendarSeriesSettings.WindowNormalization;
import java.util.Arrays;
import java.util.Map;

/**
 * Normalizes the values of a window and back: {@code (value / level - center) / scale}, where
 * center and scale belong to the series, and the level to series and window.
 *
 * <p>The level is 1, or the mean absolute value over the window's known rows. It is never less than
 * a tenth of the series' usual level, so that a station that was closed in the context doesn't
 * explode when it opens.
 */
final class SeriesScale {
  private static final String CENTER = "center";
  private static final String SCALE = "scale";
  private static final String USUAL_LEVEL = "usual-level";
  private static final String KNOWN_LENGTH = "known-length";
  private static final double LEAST_SHARE_OF_USUAL_LEVEL = 0.1;
  // The interquartile range of a standard normal, which makes robust scales comparable.
  private static final double NORMAL_INTERQUARTILE_RANGE = 1.3489795003921634;

  private final WindowNormalization normalization;
  private final int knownLength;
  private final double[] usualLevel;
  private final double[] center;
  private final double[] scale;

  private SeriesScale(
      WindowNormalization normalization,
      int knownLength,
      double[] usualLevel,
      double[] center,
      double[] scale) {
    this.normalization = normalization;
    this.knownLength = knownLength;
    this.usualLevel = usualLevel;
    this.center = center;
    this.scale = scale;
  }

  /**
   * Learns a scale.
   *
   * @param windows training windows, which don't overlap, so that each day counts once
   * @param knownLength how many leading rows of a window are known
   */
  static SeriesScale fit(
      CalendarSeriesSettings settings, Iterable<SeriesWindow> windows, int knownLength) {
    SeriesWindow any = windows.iterator().next();
    int count = any.seriesCount();
    double[] usualLevel = new double[count];
    double[] center = new double[count];
    double[] scale = new double[count];
    for (int s = 0; s < count; s++) {
      usualLevel[s] = positive(meanAbsolute(column(windows, s)));
    }
    SeriesScale levels =
        new SeriesScale(
            settings.windowNormalization(), knownLength, usualLevel, center.clone(), scale);
    for (int s = 0; s < count; s++) {
      double[] column = levels.leveled(windows, s);
      switch (settings.scaling()) {
        case STANDARD -> {
          center[s] = Arrays.stream(column).average().orElse(0);
          scale[s] = positive(deviation(column, center[s]));
        }
        case MEAN_ABSOLUTE -> scale[s] = positive(meanAbsolute(column));
        case ROBUST -> {
          Arrays.sort(column);
          center[s] = sortedQuantile(column, 0.5);
          scale[s] =
              positive(
                  (sortedQuantile(column, 0.75) - sortedQuantile(column, 0.25))
                      / NORMAL_INTERQUARTILE_RANGE);
        }
      }
    }
    return new SeriesScale(settings.windowNormalization(), knownLength, usualLevel, center, scale);
  }

  private static double[] column(Iterable<SeriesWindow> windows, int series) {
    java.util.stream.DoubleStream.Builder values = java.util.stream.DoubleStream.builder();
    for (SeriesWindow window : windows) {
      for (int time = 0; time < window.length(); time++) {
        values.add(window.value(time, series));
      }
    }
    return values.build().filter(Double::isFinite).toArray();
  }

  private double[] leveled(Iterable<SeriesWindow> windows, int series) {
    java.util.stream.DoubleStream.Builder values = java.util.stream.DoubleStream.builder();
    for (SeriesWindow window : windows) {
      double level = level(window, series);
      for (int time = 0; time < window.length(); time++) {
        values.add(window.value(time, series) / level);
      }
    }
    return values.build().filter(Double::isFinite).toArray();
  }

  private static double meanAbsolute(double[] values) {
    return Arrays.stream(values).map(Math::abs).average().orElse(0);
  }

  private static double deviation(double[] values, double mean) {
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
  }

  private static double sortedQuantile(double[] sorted, double q) {
    if (sorted.length == 0) {
      return 0;
    }
    double at = q * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** A series that never moves is left as it is. */
  private static double positive(double scale) {
    return scale > 0 ? scale : 1;
  }

  /** Makes the scale that had these statistics. */
  static SeriesScale restore(CalendarSeriesSettings settings, Statistics statistics) {
    double[] center = statistics.get(CENTER);
    double[] scale = statistics.get(SCALE);
    double[] usualLevel = statistics.get(USUAL_LEVEL);
    double[] knownLength = statistics.get(KNOWN_LENGTH);
    if (center.length == 0
        || center.length != scale.length
        || center.length != usualLevel.length
        || knownLength.length != 1) {
      throw new IllegalArgumentException(
          "The tokenizer's statistics hold %d centers, %d scales, %d levels and %d known lengths, but they are as many as series, and 1."
              .formatted(center.length, scale.length, usualLevel.length, knownLength.length));
    }
    return new SeriesScale(
        settings.windowNormalization(), (int) knownLength[0], usualLevel, center, scale);
  }

  Statistics statistics() {
    return new Statistics(
        Map.of(
            CENTER, center.clone(),
            SCALE, scale.clone(),
            USUAL_LEVEL, usualLevel.clone(),
            KNOWN_LENGTH, new double[] {knownLength}));
  }

  int seriesCount() {
    return center.length;
  }

  /** What a window's values of a series are divided by. Looks at known rows alone. */
  double level(SeriesWindow window, int series) {
    return switch (normalization) {
      case NONE -> 1;
      case CONTEXT -> {
        double sum = 0;
        int counted = 0;
        for (int time = 0; time < Math.min(knownLength, window.length()); time++) {
          double value = window.value(time, series);
          if (Double.isFinite(value)) {
            sum += Math.abs(value);
            counted++;
          }
        }
        double level = counted == 0 ? usualLevel[series] : sum / counted;
        yield Math.max(level, LEAST_SHARE_OF_USUAL_LEVEL * usualLevel[series]);
      }
    };
  }

  double normalize(double value, double level, int series) {
    return (value / level - center[series]) / scale[series];
  }

  double restoreValue(double normalized, double level, int series) {
    return (normalized * scale[series] + center[series]) * level;
  }
}
