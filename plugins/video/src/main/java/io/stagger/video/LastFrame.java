package io.stagger.video;

import io.stagger.api.evaluation.Baseline;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Repeats the last known frame. All futures are the same. */
public final class LastFrame implements Baseline<Clip> {
  @Override
  public Class<Clip> sampleType() {
    return Clip.class;
  }

  @Override
  public List<Clip> predict(Clip sample, int knownLength, int count, RandomGenerator random) {
    int width = sample.frameWidth();
    float[] pixels = new float[sample.pixels().length];
    System.arraycopy(sample.pixels(), 0, pixels, 0, knownLength * width);
    for (int frame = knownLength; frame < sample.length(); frame++) {
      System.arraycopy(sample.pixels(), (knownLength - 1) * width, pixels, frame * width, width);
    }
    return Collections.nCopies(
        count, new Clip(sample.height(), sample.width(), sample.channels(), pixels));
  }
}
