package io.stagger.acceptance.sampling;

import io.stagger.testkit.gaussian.GaussianBackbone;
import io.stagger.testkit.gaussian.GaussianLaw;

/**
 * By how much a law misses that of the process, each the greatest over tokens.
 *
 * @param mean of the mean, in standard deviations
 * @param variance of the variance, as a share of it
 * @param correlation of the correlation of neighbors
 */
record TestingErrors(double mean, double variance, double correlation) {
  static TestingErrors of(GaussianLaw law, GaussianBackbone process) {
    double mean = 0;
    double variance = 0;
    double correlation = 0;
    for (int token = 0; token < law.tokens(); token++) {
      mean = larger(mean, law.mean()[token] - process.mean());
      variance = larger(variance, law.variance(token) / process.covariance(0) - 1);
      if (token > 0) {
        correlation = larger(correlation, law.correlation(token - 1, token) - process.phi());
      }
    }
    return new TestingErrors(mean / process.standardDeviation(), variance, correlation);
  }

  /** The one that is farther from 0, with its sign. */
  private static double larger(double a, double b) {
    return Math.abs(b) > Math.abs(a) ? b : a;
  }

  /** The greatest of all, without a sign. */
  double greatest() {
    return Math.max(Math.abs(mean), Math.max(Math.abs(variance), Math.abs(correlation)));
  }
}
