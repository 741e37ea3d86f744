package io.stagger.core.run;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.core.checkpoint.Manifest;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data that is opened when somebody asks for a sample. Until then a checkpoint says what there is
 * to know of it.
 *
 * @param <S> a sample
 */
final class DeferredSource<S> implements DataSource<S> {
  private static final Logger LOG = LoggerFactory.getLogger(DeferredSource.class);

  private final Class<S> sampleType;
  private final Manifest.DataVersion known;
  private final Supplier<DataSource<S>> opener;
  private Optional<DataSource<S>> opened = Optional.empty();
  private boolean closed;

  /**
   * Opens nothing yet.
   *
   * @param known with its lengths
   */
  DeferredSource(Class<S> sampleType, Manifest.DataVersion known, Supplier<DataSource<S>> opener) {
    this.sampleType = sampleType;
    this.known = known;
    this.opener = opener;
  }

  private synchronized DataSource<S> source() {
    if (closed) {
      throw new IllegalStateException("The data is closed.");
    }
    if (opened.isEmpty()) {
      DataSource<S> source = opener.get();
      try {
        check(source);
      } catch (StaggerException e) {
        source.close();
        throw e;
      }
      opened = Optional.of(source);
    }
    return opened.orElseThrow();
  }

  private void check(DataSource<S> source) {
    if (source.knownLength() != known.knownLength()
        || source.sampleLength() != known.sampleLength()) {
      throw new StaggerException(
          "The data (%s) has samples of %d steps of which %d are known, but the model was trained on samples of %d and %d; put the former data back."
              .formatted(
                  source.description(),
                  source.sampleLength(),
                  source.knownLength(),
                  known.sampleLength(),
                  known.knownLength()));
    }
    if (!source.fingerprint().equals(known.sha256())) {
      LOG.warn(
          "The data ({}) has changed since the run began: its SHA-256 was {} and is {} now.",
          source.description(),
          known.sha256(),
          source.fingerprint());
    }
  }

  @Override
  public Class<S> sampleType() {
    return sampleType;
  }

  @Override
  public long size(Split split) {
    return source().size(split);
  }

  @Override
  public S get(Split split, long index) {
    return source().get(split, index);
  }

  @Override
  public int knownLength() {
    return known.knownLength();
  }

  @Override
  public int sampleLength() {
    return known.sampleLength();
  }

  @Override
  public String description() {
    return known.description();
  }

  @Override
  public String fingerprint() {
    return known.sha256();
  }

  @Override
  public synchronized void close() {
    closed = true;
    opened.ifPresent(DataSource::close);
    opened = Optional.empty();
  }
}
