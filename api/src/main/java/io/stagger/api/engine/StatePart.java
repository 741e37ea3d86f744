package io.stagger.api.engine;

/**
 * A part of a model's state.
 *
 * @since 0.1.0
 */
public enum StatePart {
  /** The parameters as the optimizer left them. */
  WEIGHTS,
  /**
   * Their exponential moving average, which sampling uses unless told otherwise. Named like the
   * parameters.
   */
  AVERAGE,
  /** What the optimizer needs to go on. */
  OPTIMIZER
}
