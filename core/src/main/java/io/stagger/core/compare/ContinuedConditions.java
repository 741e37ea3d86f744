package io.stagger.core.compare;

import io.stagger.api.data.Tokens;
import io.stagger.api.sampling.StreamConditions;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The conditions of a roll-out that goes on beyond the sample it began with. They are those of real
 * samples, joined where they agree: to what there is, the rest of the sample is added whose first
 * tokens have conditions nearest to the last ones there are. Where samples overlap, as windows of
 * one timeline do, these are the conditions that came next in truth; at the end of the timeline it
 * goes on at a place that looks alike, with weekdays in step for instance.
 */
final class ContinuedConditions implements StreamConditions {
  private final int width;
  private final int overlap;
  private final List<float[]> known;
  private final float[][] timelines;

  /**
   * Prepares.
   *
   * @param begun for each sequence the sample that it begins with
   * @param width how many conditions a token has, at least 1
   * @param overlap how many tokens are compared, at least 1
   * @param samples where conditions are taken from, the preferred ones first
   */
  ContinuedConditions(List<Tokens> begun, int width, int overlap, List<Tokens> samples) {
    this.width = width;
    this.overlap = overlap;
    this.timelines = begun.stream().map(this::conditions).toArray(float[][]::new);
    List<float[]> usable = new ArrayList<>();
    for (Tokens sample : samples) {
      float[] conditions = conditions(sample);
      if (conditions.length > overlap * width) {
        usable.add(conditions);
      }
    }
    this.known = List.copyOf(usable);
  }

  private float[] conditions(Tokens sample) {
    float[] conditions = new float[RealData.realLength(sample) * width];
    FloatBuffer buffer = sample.conditions();
    buffer.get(conditions);
    return conditions;
  }

  @Override
  public void put(int sequence, long position, FloatBuffer target) {
    int at = Math.multiplyExact(Math.toIntExact(position), width);
    while (timelines[sequence].length <= at) {
      timelines[sequence] = continued(timelines[sequence]);
    }
    target.put(timelines[sequence], at, width);
  }

  private float[] continued(float[] timeline) {
    int compared = Math.min(overlap * width, timeline.length);
    float[] nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (float[] candidate : known) {
      double distance = distance(timeline, timeline.length - compared, candidate, compared, least);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    if (nearest == null) {
      throw new IllegalStateException("No sample is longer than %d tokens.".formatted(overlap));
    }
    float[] longer = Arrays.copyOf(timeline, timeline.length + nearest.length - compared);
    System.arraycopy(nearest, compared, longer, timeline.length, nearest.length - compared);
    return longer;
  }

  /** The squared distance, or anything that is no less than the least so far. */
  private static double distance(
      float[] timeline, int from, float[] candidate, int count, double least) {
    double sum = 0;
    for (int i = 0; i < count && sum < least; i++) {
      double difference = (double) timeline[from + i] - candidate[i];
      sum += difference * difference;
    }
    return sum;
  }
}
