package io.stagger.testkit.gaussian;

/**
 * The law of the tokens of a sequence. The arrays are not copied.
 *
 * @param mean [tokens]
 * @param covariance [tokens][tokens]
 */
public record GaussianLaw(double[] mean, double[][] covariance) {
  /** The number of tokens. */
  public int tokens() {
    return mean.length;
  }

  /** The variance of a token. */
  public double variance(int token) {
    return covariance[token][token];
  }

  /** The correlation of two tokens. */
  public double correlation(int token, int other) {
    return covariance[token][other] / Math.sqrt(variance(token) * variance(other));
  }
}
