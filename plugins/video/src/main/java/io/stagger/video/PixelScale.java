package io.stagger.video;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.video.FramesSettings.Normalization;
import java.util.Arrays;

/**
 * Centers and scales pixels:
 *
 * <pre>normalized = (value - mean) / deviation</pre>
 *
 * with one pair for all pixels or one for each place in a frame. Immutable.
 */
final class PixelScale {
  /** Enough for three digits, and read in a second. */
  private static final int MOST_CLIPS = 1000;

  /** Where nearly nothing ever happens, noise must not be blown up into signal. */
  private static final double LEAST_SHARE_OF_GLOBAL = 0.1;

  private final double[] mean;
  private final double[] deviation;

  /**
   * A scale that was learned.
   *
   * @param mean one, or as many as a frame has numbers
   * @param deviation as many, above 0
   */
  PixelScale(double[] mean, double[] deviation) {
    if (mean.length == 0 || mean.length != deviation.length) {
      throw new IllegalArgumentException(
          "%d means don't go with %d deviations.".formatted(mean.length, deviation.length));
    }
    this.mean = mean.clone();
    this.deviation = deviation.clone();
  }

  /**
   * Learns from the training split: all of it, or if it has more than 1000 clips, as many at even
   * distances.
   *
   * @throws StaggerException if pixels never vary, or aren't finite
   */
  static PixelScale fit(DataSource<Clip> source, Normalization normalization) {
    long size = source.size(Split.TRAIN);
    long count = Math.min(size, MOST_CLIPS);
    int width = source.get(Split.TRAIN, 0).frameWidth();
    double[] sums = new double[width];
    double[] squares = new double[width];
    long frames = 0;
    for (long i = 0; i < count; i++) {
      float[] pixels = source.get(Split.TRAIN, i * size / count).pixels();
      for (int from = 0; from < pixels.length; from += width) {
        for (int j = 0; j < width; j++) {
          double value = pixels[from + j];
          sums[j] += value;
          squares[j] += value * value;
        }
      }
      frames += pixels.length / width;
    }
    double globalMean = Arrays.stream(sums).sum() / frames / width;
    double globalDeviation = deviation(globalMean, Arrays.stream(squares).sum() / frames / width);
    if (!Double.isFinite(globalDeviation) || globalDeviation == 0) {
      throw new StaggerException(
          "The pixels of the training clips (%s) %s, so there is nothing to learn from them; give other data."
              .formatted(
                  source.description(),
                  globalDeviation == 0 ? "are all alike" : "are not all finite numbers"));
    }
    return switch (normalization) {
      case GLOBAL -> new PixelScale(new double[] {globalMean}, new double[] {globalDeviation});
      case PER_PIXEL -> {
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int j = 0; j < width; j++) {
          mean[j] = sums[j] / frames;
          deviation[j] =
              Math.max(
                  deviation(mean[j], squares[j] / frames), LEAST_SHARE_OF_GLOBAL * globalDeviation);
        }
        yield new PixelScale(mean, deviation);
      }
    };
  }

  /** Pixels are from 0 to 1, so the difference loses nothing that matters. */
  private static double deviation(double mean, double meanSquare) {
    double variance = meanSquare - mean * mean;
    return variance < 1e-12 ? 0 : Math.sqrt(variance);
  }

  /** How many pairs there are: 1, or as many as a frame has numbers. */
  int width() {
    return mean.length;
  }

  double[] means() {
    return mean.clone();
  }

  double[] deviations() {
    return deviation.clone();
  }

  /**
   * Normalizes a number of a frame.
   *
   * @param place its place within the frame
   */
  float normalize(float value, int place) {
    int pair = pair(place);
    return (float) ((value - mean[pair]) / deviation[pair]);
  }

  /**
   * The normalized numbers of frames that are dark all over.
   *
   * @param size how many numbers
   */
  float[] dark(int size) {
    float[] dark = new float[size];
    for (int i = 0; i < size; i++) {
      dark[i] = normalize(0, i % mean.length);
    }
    return dark;
  }

  /**
   * What was normalized, clipped to 0 and 1.
   *
   * @param place its place within the frame
   */
  float restore(float normalized, int place) {
    int pair = pair(place);
    return (float) Math.min(Math.max(normalized * deviation[pair] + mean[pair], 0), 1);
  }

  private int pair(int place) {
    return mean.length == 1 ? 0 : place;
  }
}
