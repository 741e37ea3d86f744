package io.stagger.api.data;

/**
 * Turns samples of a modality into tokens and back. Immutable; any thread may use it.
 *
 * <p>It owns normalization and frame stacking, and the statistics for them. {@code
 * decode(encode(sample), sample)} gives an equal sample up to rounding.
 *
 * @param <S> a sample
 * @since 0.1.0
 */
public interface Tokenizer<S> {
  /** The shape of the tokens it makes. */
  TokenSpec spec();

  /**
   * How many leading tokens hold nothing but the first {@code steps} steps of time of a sample. One
   * token a step unless the tokenizer stacks frames.
   */
  default int tokenCount(int steps) {
    return steps;
  }

  /**
   * Encodes a sample. Unknown (not-a-number) values become padding or zeros with known conditions.
   */
  Tokens encode(S sample);

  /**
   * Decodes tokens.
   *
   * @param template a sample that supplies what tokens don't carry, such as dates
   */
  S decode(Tokens tokens, S template);

  /** What {@link TokenizerFactory#restore} needs to make this tokenizer again. */
  Statistics statistics();
}
