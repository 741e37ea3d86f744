package io.stagger.video;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.List;
import java.util.Map;

/**
 * The mean squared error of a pixel of the mean of the sampled futures:
 *
 * <pre>mean over clips, predicted frames and pixels of  (mean over samples of x - truth)^2</pre>
 *
 * The mean is used because it is the prediction that this error asks for; sampled futures differ
 * where the future is open. Score: {@code frame_mse}, lower is better, 0 is perfect. In decibels,
 * the peak signal-to-noise ratio is {@code -10 log10(frame_mse)}.
 */
public final class FrameMeanSquaredError implements Metric<Clip> {
  @Override
  public Class<Clip> sampleType() {
    return Clip.class;
  }

  @Override
  public Metric.Scorer<Clip> scorer() {
    return new Scorer();
  }

  private static final class Scorer implements Metric.Scorer<Clip> {
    private double squares;
    private long count;
    private boolean empty = true;

    @Override
    public void add(Prediction<Clip> prediction) {
      empty = false;
      float[] truth = prediction.truth().pixels();
      List<Clip> samples = prediction.samples();
      int first = prediction.knownLength() * prediction.truth().frameWidth();
      for (int i = first; i < truth.length; i++) {
        if (Float.isFinite(truth[i])) {
          double sum = 0;
          for (Clip sample : samples) {
            sum += sample.pixels()[i];
          }
          double error = sum / samples.size() - truth[i];
          squares += error * error;
          count++;
        }
      }
    }

    @Override
    public Map<String, Double> scores() {
      if (empty) {
        throw new IllegalStateException("No prediction was added.");
      }
      return Map.of("frame_mse", squares / count);
    }
  }
}
