package io.stagger.tensorflow.spi;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a network is built with: operations, parameters by name, and what depends on how the engine
 * is configured (precision) or used (dropout).
 */
public interface NetworkBuilder {
  /** The operations of the graph that is being built. */
  Ops tf();

  /** The sizes that the network is built for. */
  NetworkDimensions dimensions();

  /**
   * A parameter.
   *
   * @param name unique in the network, words joined by '.'
   * @param shape fully known
   */
  Operand<TFloat32> parameter(String name, Shape shape, Initializer initializer);

  /**
   * Matrix product over the last two dimensions, in the engine's precision; dimensions before them
   * are broadcast.
   *
   * @param transposeRight whether the right operand's last two dimensions are swapped first
   */
  Operand<TFloat32> multiply(
      Operand<TFloat32> left, Operand<TFloat32> right, boolean transposeRight);

  /**
   * Dropout in training, nothing otherwise.
   *
   * @param rate the probability that a number is set to 0, from 0 to less than 1; rounded to a
   *     multiple of 1/256
   */
  Operand<TFloat32> dropout(Operand<TFloat32> x, double rate);

  /**
   * A linear layer over the last dimension, with parameters {@code name.weight} [in, out] and
   * {@code name.bias} [out], both uniform within {@code 1 / sqrt(in)}.
   */
  default Operand<TFloat32> linear(String name, Operand<TFloat32> x, int in, int out) {
    Initializer initializer = Initializer.fanInUniform(in);
    return linear(name, x, in, out, initializer, initializer);
  }

  /** A linear layer over the last dimension, with chosen initializers. */
  Operand<TFloat32> linear(
      String name, Operand<TFloat32> x, int in, int out, Initializer weights, Initializer bias);

  /**
   * Layer normalization over the last dimension (Ba et al., 2016), with parameters {@code
   * name.weight} and {@code name.bias}, both [width].
   */
  Operand<TFloat32> layerNormalization(String name, Operand<TFloat32> x, int width);

  /**
   * Runs a cell over time: {@code s_t = cell(s_{t-1}, x_t)}.
   *
   * <p>Where a gradient is needed (training, guidance) the steps are unrolled up to the model's
   * maximum length, because TensorFlow has no gradient of a loop; elsewhere they are a loop of as
   * many steps as there are tokens. The outcome is the same. Whatever does not depend on the state
   * is best computed for all tokens at once, before the scan.
   *
   * @param initialState the state before the first token, [batch, state width], the width known
   * @param x what belongs to each token, [batch, time, width], the width known
   * @param shared tensors that every step uses, parts of parameters for instance
   * @param cell the step; its parameters have names of their own
   * @return the state after each token, [batch, time, state width]
   */
  Operand<TFloat32> scan(
      Operand<TFloat32> initialState,
      Operand<TFloat32> x,
      List<Operand<TFloat32>> shared,
      RecurrentCell cell);
}
