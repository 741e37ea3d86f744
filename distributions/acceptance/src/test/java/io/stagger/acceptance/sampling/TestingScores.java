package io.stagger.acceptance.sampling;

import io.stagger.testkit.gaussian.GaussianBackbone;
import java.util.Arrays;

/**
 * By how many standard errors estimates miss the process.
 *
 * @param mean of the mean
 * @param variance of the variance
 * @param correlation of the correlation of neighbors
 */
record TestingScores(double mean, double variance, double correlation) {
  /**
   * Scores of independent sequences. The tokens of a sequence are correlated, so each sequence is
   * one observation: of its average, its average square and its average product of neighbors about
   * the true mean. What the correlation is off by is measured as {@code product - phi square}.
   */
  static TestingScores of(float[][] sequences, GaussianBackbone process) {
    double[] means = new double[sequences.length];
    double[] squares = new double[sequences.length];
    double[] excesses = new double[sequences.length];
    for (int i = 0; i < sequences.length; i++) {
      float[] sequence = sequences[i];
      int pairs = sequence.length - 1;
      double product = 0;
      double square = 0;
      for (int t = 0; t < sequence.length; t++) {
        double deviation = sequence[t] - process.mean();
        means[i] += deviation / sequence.length;
        squares[i] += deviation * deviation / sequence.length;
        if (t < pairs) {
          double next = sequence[t + 1] - process.mean();
          product += deviation * next / pairs;
          square += (deviation * deviation + next * next) / 2 / pairs;
        }
      }
      squares[i] -= process.covariance(0);
      excesses[i] = product - process.phi() * square;
    }
    return new TestingScores(score(means), score(squares), score(excesses));
  }

  /** The average over its standard error. */
  static double score(double[] observations) {
    double average = Arrays.stream(observations).average().orElseThrow();
    double squares = 0;
    for (double observation : observations) {
      squares += (observation - average) * (observation - average);
    }
    return average / Math.sqrt(squares / (observations.length - 1) / observations.length);
  }

  /** The greatest of all, without a sign. */
  double greatest() {
    return Math.max(Math.abs(mean), Math.max(Math.abs(variance), Math.abs(correlation)));
  }
}
