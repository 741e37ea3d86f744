package io.stagger.strokes;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which share of the sampled strokes is like real ones: length, turning and bounds within the first
 * and the 99th percentile ({@link StrokeRanges}). Scores:
 *
 * <ul>
 *   <li>{@code strokes_outside}: the share that is not, in one of the three at least; lower is
 *       better, but real strokes have a share too;
 *   <li>{@code strokes_within}, and {@code length_within}, {@code turning_within} and {@code
 *       bounds_within} by themselves: higher is better;
 *   <li>{@code real_within}: the same of the real strokes, to compare {@code strokes_within} with.
 * </ul>
 *
 * <p>Real are the strokes of the drawings that are predicted, those after the known ones. Ranges
 * are taken from every other of these drawings, and the real strokes of the drawings between are
 * scored by them, so that no stroke helps to make the range that it is scored by; then the other
 * way round. The sampled strokes are scored by both, too. Scores are means of the two.
 */
public final class StrokesWithin implements Metric<Drawing> {
  @Override
  public Class<Drawing> sampleType() {
    return Drawing.class;
  }

  @Override
  public Metric.Scorer<Drawing> scorer() {
    return new Scorer();
  }

  private static final class Scorer implements Metric.Scorer<Drawing> {
    private final List<List<Stroke>> real = List.of(new ArrayList<>(), new ArrayList<>());
    private final List<Stroke> sampled = new ArrayList<>();
    private int predictions;

    @Override
    public void add(Prediction<Drawing> prediction) {
      real.get(predictions % 2).addAll(prediction.truth().after(prediction.knownLength()));
      for (Drawing sample : prediction.samples()) {
        sampled.addAll(sample.after(prediction.knownLength()));
      }
      predictions++;
    }

    @Override
    public Map<String, Double> scores() {
      if (predictions == 0) {
        throw new IllegalStateException("No prediction was added.");
      }
      WithinShares generated = new WithinShares();
      WithinShares held = new WithinShares();
      for (int half = 0; half < 2; half++) {
        List<Stroke> others = real.get(1 - half);
        if (!others.isEmpty()) {
          StrokeRanges ranges = StrokeRanges.of(others);
          held.add(real.get(half), ranges);
          generated.add(sampled, ranges);
        }
      }
      Map<String, Double> scores = new LinkedHashMap<>();
      scores.put("strokes_outside", 1 - generated.all());
      scores.putAll(generated.scores());
      scores.put("real_within", held.all());
      return scores;
    }
  }
}
