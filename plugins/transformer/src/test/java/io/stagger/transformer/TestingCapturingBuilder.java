package io.stagger.transformer;

import io.stagger.tensorflow.spi.Initializer;
import io.stagger.tensorflow.spi.NetworkBuilder;
import io.stagger.tensorflow.spi.NetworkDimensions;
import io.stagger.tensorflow.spi.RecurrentCell;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Builds a network whose linear layers give zeros and that does not normalize, and remembers what
 * each of them is shown.
 */
final class TestingCapturingBuilder implements NetworkBuilder {
  private final Ops tf;
  private final NetworkDimensions dimensions;
  private final Map<String, Operand<TFloat32>> shown = new HashMap<>();

  TestingCapturingBuilder(Ops tf, NetworkDimensions dimensions) {
    this.tf = tf;
    this.dimensions = dimensions;
  }

  /** What a linear layer is shown, [batch * time, in]. */
  Operand<TFloat32> shownTo(String layer) {
    return shown.get(layer);
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public NetworkDimensions dimensions() {
    return dimensions;
  }

  @Override
  public Operand<TFloat32> parameter(String name, Shape shape, Initializer initializer) {
    throw new IllegalStateException("The transformer asks for layers alone.");
  }

  @Override
  public Operand<TFloat32> multiply(
      Operand<TFloat32> left, Operand<TFloat32> right, boolean transposeRight) {
    return BatchMatMul.create(
        tf.scope(), left, right, TFloat32.class, BatchMatMul.adjY(transposeRight));
  }

  @Override
  public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
    return x;
  }

  @Override
  public Operand<TFloat32> linear(
      String name, Operand<TFloat32> x, int in, int out, Initializer weights, Initializer bias) {
    shown.put(name, x);
    Operand<TInt32> rows = tf.gather(tf.shape(x), tf.constant(0), tf.constant(0));
    return tf.fill(tf.stack(List.of(rows, tf.constant(out))), tf.constant(0f));
  }

  @Override
  public Operand<TFloat32> layerNormalization(String name, Operand<TFloat32> x, int width) {
    return x;
  }

  @Override
  public Operand<TFloat32> scan(
      Operand<TFloat32> initialState,
      Operand<TFloat32> x,
      List<Operand<TFloat32>> shared,
      RecurrentCell cell) {
    throw new IllegalStateException("The transformer has no recurrence.");
  }
}
