package io.stagger.testkit;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import java.util.Random;

/** Samples of 8 numbers around 50, of which the first 3 are known. */
final class TestingDataSource implements DataSource<float[]> {
  @Override
  public Class<float[]> sampleType() {
    return float[].class;
  }

  @Override
  public long size(Split split) {
    return switch (split) {
      case TRAIN -> 20;
      case VALIDATION, TEST -> 4;
      case FUTURE -> 0;
    };
  }

  @Override
  public float[] get(Split split, long index) {
    Random random = new Random(31 * index + split.name().length());
    float[] sample = new float[8];
    for (int i = 0; i < 8; i++) {
      sample[i] = (float) (50 + 7 * random.nextGaussian());
    }
    return sample;
  }

  @Override
  public int knownLength() {
    return 3;
  }

  @Override
  public int sampleLength() {
    return 8;
  }

  @Override
  public String description() {
    return "random numbers";
  }

  @Override
  public String fingerprint() {
    return "0".repeat(64);
  }
}
