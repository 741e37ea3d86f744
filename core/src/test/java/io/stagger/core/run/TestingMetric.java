package io.stagger.core.run;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.Deque;
import java.util.Map;

/** Mean absolute error of the unknown part, unless the test has laid out other scores. */
final class TestingMetric implements Metric<double[]> {
  private final Deque<Double> scores;

  TestingMetric(Deque<Double> scores) {
    this.scores = scores;
  }

  @Override
  public Class<double[]> sampleType() {
    return double[].class;
  }

  @Override
  public Scorer<double[]> scorer() {
    return new Scorer<>() {
      private double sum;
      private long count;

      @Override
      public void add(Prediction<double[]> prediction) {
        for (double[] sample : prediction.samples()) {
          for (int t = prediction.knownLength(); t < sample.length; t++) {
            sum += Math.abs(sample[t] - prediction.truth()[t]);
            count++;
          }
        }
      }

      @Override
      public Map<String, Double> scores() {
        return Map.of("mae", scores.isEmpty() ? sum / count : scores.pop());
      }
    };
  }
}
