package io.stagger.core.run;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import java.util.List;

/** Ramps of numbers; the sample of an odd index is one step shorter, so that batches are padded. */
final class TestingDataSource implements DataSource<double[]> {
  static final int LENGTH = 6;
  static final int KNOWN = 2;

  private final TestingPlugin.DataSettings settings;
  private final List<String> lifecycle;

  TestingDataSource(TestingPlugin.DataSettings settings, List<String> lifecycle) {
    this.settings = settings;
    this.lifecycle = lifecycle;
    lifecycle.add("open data");
  }

  @Override
  public Class<double[]> sampleType() {
    return double[].class;
  }

  @Override
  public long size(Split split) {
    return switch (split) {
      case TRAIN -> settings.train();
      case VALIDATION -> settings.validation();
      case TEST -> 2;
      case FUTURE -> 0;
    };
  }

  @Override
  public double[] get(Split split, long index) {
    double[] sample = new double[LENGTH - (int) (index % 2)];
    for (int t = 0; t < sample.length; t++) {
      sample[t] = Math.sin(index + 0.3 * t) + 0.1 * t;
    }
    return sample;
  }

  @Override
  public int knownLength() {
    return KNOWN;
  }

  @Override
  public int sampleLength() {
    return LENGTH;
  }

  @Override
  public String description() {
    return settings.label();
  }

  @Override
  public String fingerprint() {
    return "sha-of-" + settings.label();
  }

  @Override
  public void close() {
    lifecycle.add("close data");
  }
}
