package io.stagger.video;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import java.util.Arrays;

/** Clips of two frames of 2 x 2 pixels that are all the same. */
final class TestingStillSource implements DataSource<Clip> {
  private final float pixel;

  TestingStillSource(float pixel) {
    this.pixel = pixel;
  }

  @Override
  public Class<Clip> sampleType() {
    return Clip.class;
  }

  @Override
  public long size(Split split) {
    return 3;
  }

  @Override
  public Clip get(Split split, long index) {
    float[] pixels = new float[8];
    Arrays.fill(pixels, pixel);
    return new Clip(2, 2, 1, pixels);
  }

  @Override
  public int knownLength() {
    return 1;
  }

  @Override
  public int sampleLength() {
    return 2;
  }

  @Override
  public String description() {
    return "still";
  }

  @Override
  public String fingerprint() {
    return "0".repeat(64);
  }
}
