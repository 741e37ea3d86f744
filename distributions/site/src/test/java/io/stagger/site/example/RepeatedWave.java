package io.stagger.site.example;

import io.stagger.api.evaluation.Baseline;
import io.stagger.example.Wave;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Repeats the last known height of a wave. All futures are the same. */
final class RepeatedWave implements Baseline<Wave> {
  @Override
  public Class<Wave> sampleType() {
    return Wave.class;
  }

  @Override
  public List<Wave> predict(Wave sample, int knownLength, int count, RandomGenerator random) {
    float[] heights = sample.heights().clone();
    Arrays.fill(heights, knownLength, heights.length, heights[knownLength - 1]);
    return Collections.nCopies(count, new Wave(heights));
  }
}
