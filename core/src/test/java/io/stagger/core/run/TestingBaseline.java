package io.stagger.core.run;

import io.stagger.api.evaluation.Baseline;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Repeats the last known value. */
final class TestingBaseline implements Baseline<double[]> {
  @Override
  public Class<double[]> sampleType() {
    return double[].class;
  }

  @Override
  public List<double[]> predict(
      double[] sample, int knownLength, int count, RandomGenerator random) {
    double[] future = sample.clone();
    Arrays.fill(future, knownLength, future.length, sample[knownLength - 1]);
    return Collections.nCopies(count, future);
  }
}
