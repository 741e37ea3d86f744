package io.stagger.example;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Sine waves of random phase, frequency and amplitude:
 *
 * <pre>height(t) = amplitude sin(frequency t + phase)</pre>
 *
 * with phase from 0 to 2 pi, frequency from 0.2 to 0.8 and amplitude from 1 to 3. Each wave is a
 * function of the seed, the split and its number, so nothing is kept in memory.
 */
public final class SineSource implements DataSource<Wave> {
  private static final int HELD_OUT = 100;

  private final SineSettings settings;

  /** Creates the source. */
  public SineSource(SineSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<Wave> sampleType() {
    return Wave.class;
  }

  @Override
  public long size(Split split) {
    return switch (split) {
      case TRAIN -> settings.samples();
      case VALIDATION, TEST -> HELD_OUT;
      case FUTURE -> 0;
    };
  }

  @Override
  public Wave get(Split split, long index) {
    if (index < 0 || index >= size(split)) {
      throw new IndexOutOfBoundsException("Wave %d of %d.".formatted(index, size(split)));
    }
    // The number among all waves of all splits, so that no two splits share a wave.
    long number =
        switch (split) {
          case TRAIN -> 2L * HELD_OUT + index;
          case VALIDATION -> index;
          case TEST, FUTURE -> HELD_OUT + index;
        };
    SplittableRandom random =
        new SplittableRandom(new SplittableRandom(settings.seed()).nextLong() + number);
    double phase = random.nextDouble(2 * Math.PI);
    double frequency = random.nextDouble(0.2, 0.8);
    double amplitude = random.nextDouble(1, 3);
    float[] heights = new float[sampleLength()];
    for (int t = 0; t < heights.length; t++) {
      heights[t] = (float) (amplitude * Math.sin(frequency * t + phase));
    }
    return new Wave(heights);
  }

  @Override
  public int knownLength() {
    return settings.known();
  }

  @Override
  public int sampleLength() {
    return settings.known() + settings.predicted();
  }

  @Override
  public String description() {
    return "%d sine waves of %d steps, seed %d"
        .formatted(settings.samples(), sampleLength(), settings.seed());
  }

  /** There is no file, so what is hashed is what decides every wave. */
  @Override
  public String fingerprint() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(settings.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256.", e);
    }
  }
}
