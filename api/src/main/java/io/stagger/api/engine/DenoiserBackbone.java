package io.stagger.api.engine;

/**
 * The network that denoises, as configuration describes it. It says what every engine needs to
 * know; how to compute it is between a backbone and the engines it was written for (the TensorFlow
 * plugin's graph SPI, for instance).
 */
public interface DenoiserBackbone {
  /**
   * Whether an output depends on its own and earlier tokens, levels and conditions alone: exactly,
   * not nearly. If so, finished tokens can be committed to memory and never be computed again.
   */
  boolean causal();
}
