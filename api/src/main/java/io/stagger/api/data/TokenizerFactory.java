package io.stagger.api.data;

/**
 * Makes tokenizers: by learning statistics from data, or from statistics that were saved.
 *
 * @param <S> a sample
 * @since 0.1.0
 */
public interface TokenizerFactory<S> {
  /** The class of a sample. */
  Class<S> sampleType();

  /** Learns from the training split, and from nothing else. */
  Tokenizer<S> fit(DataSource<S> source);

  /** Makes the tokenizer that had these statistics. */
  Tokenizer<S> restore(Statistics statistics);
}
