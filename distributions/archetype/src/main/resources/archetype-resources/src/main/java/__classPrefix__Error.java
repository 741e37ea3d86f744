package ${package};

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.Map;

/**
 * The root mean square distance between the mean of the sampled positions and the true one, over
 * the steps that were predicted. In metres; 0 is perfect.
 */
public final class ${classPrefix}Error implements Metric<${classPrefix}Sample> {
  @Override
  public Class<${classPrefix}Sample> sampleType() {
    return ${classPrefix}Sample.class;
  }

  @Override
  public Scorer<${classPrefix}Sample> scorer() {
    return new ErrorScorer();
  }

  private static final class ErrorScorer implements Scorer<${classPrefix}Sample> {
    private double squares;
    private long count;

    @Override
    public void add(Prediction<${classPrefix}Sample> prediction) {
      float[] truth = prediction.truth().positions();
      for (int t = prediction.knownLength(); t < truth.length; t++) {
        double mean = 0;
        for (${classPrefix}Sample sample : prediction.samples()) {
          mean += sample.positions()[t] / (double) prediction.samples().size();
        }
        double error = mean - truth[t];
        squares += error * error;
        count++;
      }
    }

    @Override
    public Map<String, Double> scores() {
      if (count == 0) {
        throw new IllegalStateException("No prediction was added.");
      }
      return Map.of("position_error", Math.sqrt(squares / count));
    }
  }
}
