package io.stagger.api.data;

/**
 * Where samples of a modality come from. Samples are addressed by number, so that the order of
 * training is a function of the seed and the step alone, and a run can be resumed anywhere.
 *
 * <p>Any thread may read; the same number always gives an equal sample.
 *
 * @param <S> a sample: a window of series, a trajectory, a clip
 * @since 0.1.0
 */
public interface DataSource<S> extends AutoCloseable {
  /** The class of a sample; tokenizers, metrics and renderers are matched by it. */
  Class<S> sampleType();

  /** How many samples a split has; 0 if it has none. */
  long size(Split split);

  /**
   * One sample.
   *
   * @param index from 0 to {@link #size} - 1
   */
  S get(Split split, long index);

  /** How many leading steps of time of a sample count as known when it is predicted. */
  int knownLength();

  /** The greatest number of steps of time that a sample has, known ones included. */
  int sampleLength();

  /** A phrase for reports and provenance: file, size, span. */
  String description();

  /** The SHA-256 of the raw data in hexadecimal, for provenance. */
  String fingerprint();

  /** Gives back files and memory maps. Closing twice is harmless. */
  @Override
  default void close() {}
}
