package io.stagger.video;

/**
 * Shrinks square images by averaging areas: a pixel of the small image is the mean of the large one
 * over the square that it covers there, pixels that it covers in part counting in part. The mean of
 * all pixels stays what it was. Immutable.
 */
final class AreaAverage {
  private final int from;
  private final int to;

  /** [to, from]: the share of each large row in each small one; each row adds up to 1. */
  private final double[] weights;

  /**
   * A way from one size to another.
   *
   * @param from rows and columns of the large image
   * @param to rows and columns of the small one, from 1 to {@code from}
   */
  AreaAverage(int from, int to) {
    if (to < 1 || to > from) {
      throw new IllegalArgumentException(
          "Images of %d x %d can't be shrunk to %d x %d.".formatted(from, from, to, to));
    }
    this.from = from;
    this.to = to;
    this.weights = new double[to * from];
    double cover = (double) from / to;
    for (int small = 0; small < to; small++) {
      for (int large = 0; large < from; large++) {
        double overlap = Math.min((small + 1) * cover, large + 1) - Math.max(small * cover, large);
        weights[small * from + large] = Math.max(0, overlap) / cover;
      }
    }
  }

  /**
   * Shrinks one image.
   *
   * @return [to, to], from 0 to 1
   */
  float[] shrink(IdxImages images, int image) {
    double[] shrunkRows = new double[to * from];
    for (int row = 0; row < from; row++) {
      for (int small = firstWithin(row); small < to && small * cover() < row + 1; small++) {
        double weight = weights[small * from + row] / 255;
        for (int column = 0; column < from; column++) {
          shrunkRows[small * from + column] += weight * images.pixel(image, row, column);
        }
      }
    }
    float[] shrunk = new float[to * to];
    for (int row = 0; row < to; row++) {
      for (int column = 0; column < to; column++) {
        double sum = 0;
        int end = Math.min(from, (int) Math.ceil((column + 1) * cover()));
        for (int large = (int) (column * cover()); large < end; large++) {
          sum += weights[column * from + large] * shrunkRows[row * from + large];
        }
        shrunk[row * to + column] = (float) sum;
      }
    }
    return shrunk;
  }

  private double cover() {
    return (double) from / to;
  }

  /** The first small row that may cover a part of a large one. */
  private int firstWithin(int large) {
    return Math.max(0, (int) (large / cover()) - 1);
  }
}
