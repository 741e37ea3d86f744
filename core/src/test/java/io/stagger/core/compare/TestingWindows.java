package io.stagger.core.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Windows of known distributions. */
final class TestingWindows {
  private TestingWindows() {}

  /** Independent normal vectors. */
  static Windows normal(long seed, int count, int size, double mean, double deviation) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[size];
      for (int j = 0; j < size; j++) {
        vector[j] = (float) (mean + deviation * random.nextGaussian());
      }
      vectors.add(vector);
    }
    return independent(vectors);
  }

  /** Windows each of a source of its own. */
  static Windows independent(List<float[]> vectors) {
    return new Windows(vectors, IntStream.range(0, vectors.size()).toArray());
  }
}
