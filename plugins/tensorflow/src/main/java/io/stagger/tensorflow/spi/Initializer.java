package io.stagger.tensorflow.spi;

/** How a parameter starts. Random ones depend on the model's seed and the parameter's name. */
public sealed interface Initializer {
  /** Every number is {@code value}. */
  record Constant(double value) implements Initializer {}

  /** Uniform from {@code -bound} to {@code bound}. */
  record Uniform(double bound) implements Initializer {}

  /** Normal with mean 0. */
  record Normal(double standardDeviation) implements Initializer {}

  /** All zeros. */
  static Initializer zeros() {
    return new Constant(0);
  }

  /** All ones. */
  static Initializer ones() {
    return new Constant(1);
  }

  /** Uniform within {@code sqrt(6 / (fanIn + fanOut))} (Glorot and Bengio, 2010). */
  static Initializer glorotUniform(int fanIn, int fanOut) {
    return new Uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
  }

  /** Uniform within {@code 1 / sqrt(fanIn)}, as PyTorch initializes its linear layers. */
  static Initializer fanInUniform(int fanIn) {
    return new Uniform(1.0 / Math.sqrt(fanIn));
  }
}
