package io.stagger.diffusion.level;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What a sampler drew.
 *
 * @param levels the levels
 * @param shares how much each token counts
 */
record TestingDraw(NoiseLevels levels, float[] shares) {
  /** Draws for sequences without padding of which one token is known. */
  static TestingDraw of(
      NoiseLevelSampler sampler, int sequences, int time, int levelCount, RandomGenerator random) {
    int[] lengths = new int[sequences];
    Arrays.fill(lengths, time);
    return of(sampler, lengths, time, levelCount, random);
  }

  /** Draws for sequences of some lengths, the rest of which is padding. */
  static TestingDraw of(
      NoiseLevelSampler sampler, int[] lengths, int time, int levelCount, RandomGenerator random) {
    NoiseLevels levels = new NoiseLevels(lengths.length, time);
    float[] shares = new float[lengths.length * time];
    Arrays.fill(shares, 1);
    sampler.draw(new NoiseLevelSampler.Request(levelCount, 1, lengths), levels, shares, random);
    return new TestingDraw(levels, shares);
  }
}
