package io.stagger.video;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the centers of mass of predicted frames are from those of the true ones, in pixels.
 * Unlike the error of pixels, it goes on growing when two items no longer overlap, so it shows
 * drift. Scores, lower is better:
 *
 * <ul>
 *   <li>{@code position_error}: the mean over clips, samples and predicted frames;
 *   <li>{@code position_error_last}: the mean over clips and samples of the last frame.
 * </ul>
 *
 * A predicted frame that is dark all over counts as one whose center is the middle; light all over
 * the frame draws the center there, too. True frames without light, or unknown ones, don't count.
 */
public final class PositionError implements Metric<Clip> {
  @Override
  public Class<Clip> sampleType() {
    return Clip.class;
  }

  @Override
  public Metric.Scorer<Clip> scorer() {
    return new Scorer();
  }

  private static final class Scorer implements Metric.Scorer<Clip> {
    private final Mean all = new Mean();
    private final Mean last = new Mean();
    private boolean empty = true;

    @Override
    public void add(Prediction<Clip> prediction) {
      empty = false;
      Clip truth = prediction.truth();
      for (int frame = prediction.knownLength(); frame < truth.length(); frame++) {
        Optional<CenterOfMass> center = CenterOfMass.of(truth, frame);
        if (center.isPresent()) {
          for (Clip sample : prediction.samples()) {
            double distance =
                CenterOfMass.of(sample, frame)
                    .orElse(CenterOfMass.middle(sample))
                    .distance(center.get());
            all.add(distance);
            if (frame == truth.length() - 1) {
              last.add(distance);
            }
          }
        }
      }
    }

    @Override
    public Map<String, Double> scores() {
      if (empty) {
        throw new IllegalStateException("No prediction was added.");
      }
      Map<String, Double> scores = new LinkedHashMap<>();
      scores.put("position_error", all.value());
      scores.put("position_error_last", last.value());
      return scores;
    }
  }

  /** A mean of numbers that come one by one. */
  private static final class Mean {
    private double sum;
    private long count;

    void add(double value) {
      sum += value;
      count++;
    }

    double value() {
      return sum / count;
    }
  }
}
