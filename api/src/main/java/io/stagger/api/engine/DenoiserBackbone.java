package io.stagger.api.engine;

/**
 * The network that denoises, as configuration describes it. It says what every engine needs to
 * know; how to compute it is between a backbone and the engines it was written for (the TensorFlow
 * plugin's graph SPI, for instance).
 *
 * @since 0.1.0
 */
public interface DenoiserBackbone {
  /**
   * Whether an output depends on its own and earlier tokens, levels and conditions alone: exactly,
   * not nearly. If so, finished tokens can be committed to memory and never be computed again.
   */
  boolean causal();

  /**
   * Whether any number of tokens may be committed before the active ones, as for a network whose
   * memory does not grow and that knows no positions but relative ones. The greatest length that a
   * model is made for then bounds the active tokens alone, and sequences have no end. Of a network
   * without memory it bounds all tokens in any case.
   */
  default boolean remembersWithoutLimit() {
    return false;
  }
}
