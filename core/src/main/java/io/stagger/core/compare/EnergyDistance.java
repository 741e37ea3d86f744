package io.stagger.core.compare;

import java.util.List;

/**
 * How far two distributions of vectors are apart, judged by a sample of each (Szekely and Rizzo,
 * "Energy statistics: a class of statistics based on distances", 2013):
 *
 * <pre>D = 2 E|X - Y| - E|X - X'| - E|Y - Y'|</pre>
 *
 * <p>with X, X' from the one distribution, Y, Y' from the other, all independent, and the Euclidean
 * norm. It is at least 0, and 0 only if the distributions are equal; its unit is that of the
 * vectors. Use it to notice any difference of distributions, of mean, spread or shape alike; it
 * says nothing of what the difference is.
 *
 * <p>Estimated as a U-statistic: the means within a sample leave out pairs of one source, a vector
 * with itself among them: what comes from one source, such as one clip or the futures of one
 * context, is not independent. So the estimate is unbiased whatever the sizes of the samples, and
 * values of different sizes can be compared; where the distributions hardly differ it can be below
 * 0. With all pairs (a V-statistic) it would grow as samples shrink.
 *
 * @param between the mean distance of a vector of the first to one of the second
 * @param first the mean distance of two vectors of the first
 * @param second the mean distance of two vectors of the second
 */
record EnergyDistance(double between, double first, double second) {
  /**
   * Estimates the distance of the distributions that two samples come from.
   *
   * @param first windows of at least two sources
   * @param second windows of at least two sources, of the same length
   */
  static EnergyDistance of(Windows first, Windows second) {
    return new EnergyDistance(meanBetween(first, second), meanWithin(first), meanWithin(second));
  }

  /**
   * Estimates it where the mean distance within the second sample is known, which is most of the
   * work if one sample is compared with many.
   */
  static EnergyDistance of(Windows first, Windows second, double withinSecond) {
    return new EnergyDistance(meanBetween(first, second), meanWithin(first), withinSecond);
  }

  /** The distance D; an estimate can be below 0. */
  double value() {
    return 2 * between - first - second;
  }

  /** The share {@code D / (2 E|X - Y|)}, which has no unit: from 0 to 1, estimates aside. */
  double coefficient() {
    return between == 0 ? 0 : value() / (2 * between);
  }

  /** The mean distance of two vectors of different sources. */
  static double meanWithin(Windows windows) {
    List<float[]> vectors = windows.vectors();
    double sum = 0;
    long pairs = 0;
    for (int i = 0; i < vectors.size(); i++) {
      for (int j = i + 1; j < vectors.size(); j++) {
        if (windows.sources()[i] != windows.sources()[j]) {
          sum += distance(vectors.get(i), vectors.get(j));
          pairs++;
        }
      }
    }
    if (pairs == 0) {
      throw new IllegalArgumentException("There are no two windows of different sources.");
    }
    return sum / pairs;
  }

  private static double meanBetween(Windows first, Windows second) {
    double sum = 0;
    for (float[] x : first.vectors()) {
      for (float[] y : second.vectors()) {
        sum += distance(x, y);
      }
    }
    return sum / ((double) first.size() * second.size());
  }

  private static double distance(float[] x, float[] y) {
    // Four sums, because additions to a single one would wait for each other.
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      double p = (double) x[i] - y[i];
      double q = (double) x[i + 1] - y[i + 1];
      double r = (double) x[i + 2] - y[i + 2];
      double s = (double) x[i + 3] - y[i + 3];
      a += p * p;
      b += q * q;
      c += r * r;
      d += s * s;
    }
    for (; i < x.length; i++) {
      double p = (double) x[i] - y[i];
      a += p * p;
    }
    return Math.sqrt((a + b) + (c + d));
  }
}
