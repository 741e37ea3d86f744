package io.stagger.video;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import java.nio.FloatBuffer;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The directions in which the normalized pixels of a token vary most (Pearson, 1901). With unit
 * vectors {@code v_k} in the order of falling variance, a token's numbers are
 *
 * <pre>y_k = scale * v_k . (pixels - mean)</pre>
 *
 * where {@code scale} makes the mean variance of all {@code y_k} 1. Distances between tokens are
 * those between their pictures, but for that scale and for what lies outside of the directions.
 * Immutable.
 */
final class PrincipalComponents {
  /** Tokens to learn from, at even distances; some seconds for frames of 24 x 24 pixels. */
  private static final int MOST_TOKENS = 10_000;

  /**
   * The eigenvectors of so many numbers take about half a minute of one core, and grow by the cube.
   */
  private static final int MOST_PIXELS = 2500;

  /** What varies less, relative to the first direction, is rounding. */
  private static final double LEAST_VARIANCE = 1e-9;

  private final double[] mean;

  /** Row-major [pixels, components]: whoever projects goes through it in one sweep. */
  private final float[] directions;

  private final double scale;
  private final int width;

  /** A token that is dark all over, and its numbers: most pixels of a token are often dark. */
  private final float[] dark;

  private final float[] ofDark;

  /**
   * Components that were learned.
   *
   * @param mean that of each normalized pixel
   * @param directions row-major [pixels, components], unit vectors in its columns
   * @param scale above 0
   * @param dark the normalized pixels of a token that is dark all over
   */
  PrincipalComponents(double[] mean, double[] directions, double scale, float[] dark) {
    if (mean.length == 0
        || directions.length == 0
        || directions.length % mean.length != 0
        || dark.length != mean.length
        || !(scale > 0)) {
      throw new IllegalArgumentException(
          "%d means don't go with %d numbers of directions and the scale %s."
              .formatted(mean.length, directions.length, scale));
    }
    this.mean = mean.clone();
    this.directions = floats(directions);
    this.scale = scale;
    this.width = directions.length / mean.length;
    this.dark = dark.clone();
    this.ofDark = new float[width];
    for (int k = 0; k < width; k++) {
      double sum = 0;
      for (int i = 0; i < mean.length; i++) {
        sum += (dark[i] - mean[i]) * this.directions[i * width + k];
      }
      ofDark[k] = (float) (scale * sum);
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /**
   * Learns from the training split: from all its tokens, or if there are more than 10,000, from as
   * many at even distances.
   *
   * @param pixels numbers of a token before it is projected
   * @param count how many components, at least 1
   * @throws StaggerException if a token has fewer pixels, or varies in fewer directions
   */
  static PrincipalComponents fit(DataSource<Clip> source, PixelScale scale, int pixels, int count) {
    if (pixels > MOST_PIXELS) {
      throw new StaggerException(
          "A token has %d pixels, too many to look for principal components; at most %d are possible. Set the tokenizer's 'components' to 0, or 'frameStack' lower."
              .formatted(pixels, MOST_PIXELS));
    }
    if (count > pixels) {
      throw new StaggerException(
          "The tokenizer's 'components' is %d, but a token has %d pixels; set it to that at most, or to 0 for the pixels themselves."
              .formatted(count, pixels));
    }
    DMatrixRMaj centered = tokens(source, scale, pixels);
    double[] mean = CommonOps_DDRM.sumCols(centered, null).getData();
    for (int i = 0; i < pixels; i++) {
      mean[i] /= centered.getNumRows();
    }
    for (int row = 0; row < centered.getNumRows(); row++) {
      for (int i = 0; i < pixels; i++) {
        centered.add(row, i, -mean[i]);
      }
    }
    DMatrixRMaj covariance = new DMatrixRMaj(pixels, pixels);
    CommonOps_DDRM.multInner(centered, covariance);
    CommonOps_DDRM.scale(1.0 / centered.getNumRows(), covariance);
    return ofCovariance(mean, covariance, count, scale.dark(pixels));
  }

  private static PrincipalComponents ofCovariance(
      double[] mean, DMatrixRMaj covariance, int count, float[] dark) {
    int pixels = mean.length;
    if (!(CommonOps_DDRM.trace(covariance) >= 1e-12)) {
      throw tooFew(count, 0);
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(pixels, true, true);
    if (!eigen.decompose(covariance)) {
      throw new StaggerException(
          "The principal components of the training frames could not be computed; set the tokenizer's 'components' to 0.");
    }
    int[] order =
        IntStream.range(0, pixels)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
            .mapToInt(Integer::intValue)
            .toArray();
    double least = LEAST_VARIANCE * eigen.getEigenvalue(order[0]).getReal();
    double[] directions = new double[pixels * count];
    double variance = 0;
    for (int k = 0; k < count; k++) {
      double own = eigen.getEigenvalue(order[k]).getReal();
      if (!(own > least)) {
        throw tooFew(count, k);
      }
      variance += own;
      double[] vector = eigen.getEigenVector(order[k]).getData();
      double sign = sign(vector);
      for (int i = 0; i < pixels; i++) {
        directions[i * count + k] = sign * vector[i];
      }
    }
    return new PrincipalComponents(mean, directions, Math.sqrt(count / variance), dark);
  }

  private static StaggerException tooFew(int count, int directions) {
    return new StaggerException(
        "The tokenizer's 'components' is %d, but the training frames vary in %d directions only; set it to that at most, or to 0 for the pixels themselves."
            .formatted(count, directions));
  }

  /** Turns a direction so that its largest number is positive. */
  private static double sign(double[] vector) {
    double largest = 0;
    for (double value : vector) {
      largest = Math.abs(value) > Math.abs(largest) ? value : largest;
    }
    return Math.signum(largest);
  }

  /**
   * Tokens of clips at even distances, of each next one the next token, so that none is favored:
   * one a row, those with a number that is not finite left out.
   */
  private static DMatrixRMaj tokens(DataSource<Clip> source, PixelScale scale, int pixels) {
    long clips = source.size(Split.TRAIN);
    Clip first = source.get(Split.TRAIN, 0);
    int tokensOfClip = first.pixels().length / pixels;
    int count = (int) Math.min(clips * tokensOfClip, MOST_TOKENS);
    DMatrixRMaj tokens = new DMatrixRMaj(count, pixels);
    int rows = 0;
    for (int i = 0; i < count; i++) {
      float[] values = source.get(Split.TRAIN, i * clips / count).pixels();
      int from = i % tokensOfClip * pixels;
      boolean finite = true;
      for (int j = 0; j < pixels; j++) {
        float value = scale.normalize(values[from + j], j % first.frameWidth());
        tokens.set(rows, j, value);
        finite &= Float.isFinite(value);
      }
      rows += finite ? 1 : 0;
    }
    tokens.reshape(rows, pixels);
    return tokens;
  }

  /** How many numbers a token has. */
  int width() {
    return width;
  }

  /** How many pixels a token has. */
  int pixels() {
    return mean.length;
  }

  double[] mean() {
    return mean.clone();
  }

  double[] directions() {
    return IntStream.range(0, directions.length).mapToDouble(i -> directions[i]).toArray();
  }

  double scale() {
    return scale;
  }

  /**
   * The numbers of a token.
   *
   * @param normalized its normalized pixels
   * @param values where they go
   * @param from where in {@code values}
   */
  void project(float[] normalized, float[] values, int from) {
    System.arraycopy(ofDark, 0, values, from, width);
    for (int i = 0; i < normalized.length; i++) {
      if (normalized[i] != dark[i]) {
        float brighter = (float) (scale * (normalized[i] - dark[i]));
        for (int k = 0; k < width; k++) {
          values[from + k] += brighter * directions[i * width + k];
        }
      }
    }
  }

  /**
   * The normalized pixels of a token.
   *
   * @param values numbers of tokens
   * @param from where the token begins
   * @param normalized where its pixels go
   */
  void expand(FloatBuffer values, int from, float[] normalized) {
    for (int i = 0; i < normalized.length; i++) {
      double sum = 0;
      for (int k = 0; k < width; k++) {
        sum += values.get(from + k) * directions[i * width + k];
      }
      normalized[i] = (float) (sum / scale + mean[i]);
    }
  }
}
