package io.stagger.strokes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts which share of strokes is within ranges. Not thread-safe. */
final class WithinShares {
  private long strokes;
  private long all;
  private long length;
  private long turning;
  private long bounds;

  void add(List<Stroke> checked, StrokeRanges ranges) {
    for (Stroke stroke : checked) {
      StrokeRanges.Within within = ranges.check(stroke);
      strokes++;
      all += within.all() ? 1 : 0;
      length += within.length() ? 1 : 0;
      turning += within.turning() ? 1 : 0;
      bounds += within.bounds() ? 1 : 0;
    }
  }

  /** How many strokes were counted. */
  long strokes() {
    return strokes;
  }

  /** The share of strokes that are within all ranges; not a number if there are no strokes. */
  double all() {
    return (double) all / strokes;
  }

  /** The shares by name, the one of all ranges together first. */
  Map<String, Double> scores() {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("strokes_within", all());
    scores.put("length_within", (double) length / strokes);
    scores.put("turning_within", (double) turning / strokes);
    scores.put("bounds_within", (double) bounds / strokes);
    return scores;
  }
}
