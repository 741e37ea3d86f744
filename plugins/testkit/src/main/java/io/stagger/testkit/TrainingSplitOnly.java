package io.stagger.testkit;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;

/**
 * A view of a source whose samples outside the training split can't be read.
 *
 * @param <S> a sample
 */
final class TrainingSplitOnly<S> implements DataSource<S> {
  private final DataSource<S> source;

  TrainingSplitOnly(DataSource<S> source) {
    this.source = source;
  }

  @Override
  public Class<S> sampleType() {
    return source.sampleType();
  }

  @Override
  public long size(Split split) {
    return source.size(split);
  }

  @Override
  public S get(Split split, long index) {
    if (split != Split.TRAIN) {
      throw new AssertionError("A tokenizer learned from the " + split + " split.");
    }
    return source.get(split, index);
  }

  @Override
  public int knownLength() {
    return source.knownLength();
  }

  @Override
  public int sampleLength() {
    return source.sampleLength();
  }

  @Override
  public String description() {
    return source.description();
  }

  @Override
  public String fingerprint() {
    return source.fingerprint();
  }
}
