package io.stagger.cli.picture;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.stream.IntStream;

/** Numbers as tables show them, and the places where they are taken. */
final class Numbers {
  private static final MathContext DIGITS = new MathContext(6);

  private Numbers() {}

  /** Six digits, or four with an exponent where zeros would fill the place. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "undefined";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "infinite" : "-infinite";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** The first, the middle and the last of some places, each once. */
  static int[] endsAndMiddle(int count) {
    return IntStream.of(0, (count - 1) / 2, count - 1).distinct().toArray();
  }

  /** Places spread evenly from the first to the last, at most so many. */
  static int[] spread(int count, int most) {
    int points = Math.min(count, most);
    return IntStream.range(0, points)
        .map(i -> points == 1 ? 0 : (int) ((long) i * (count - 1) / (points - 1)))
        .toArray();
  }
}
