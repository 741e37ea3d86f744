package io.stagger.tensorflow;

import io.stagger.tensorflow.spi.GraphBackbone;
import io.stagger.tensorflow.spi.Initializer;
import io.stagger.tensorflow.spi.MemorySlot;
import io.stagger.tensorflow.spi.NetworkBuilder;
import io.stagger.tensorflow.spi.NetworkDimensions;
import io.stagger.tensorflow.spi.NetworkInput;
import io.stagger.tensorflow.spi.NetworkOutput;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A network that outputs its only parameter, whatever it sees. */
final class TestingConstantBackbone implements GraphBackbone {
  static final String PARAMETER = "constant";

  @Override
  public boolean causal() {
    return true;
  }

  @Override
  public List<MemorySlot> memory(NetworkDimensions dimensions) {
    return List.of();
  }

  @Override
  public NetworkOutput forward(NetworkBuilder builder, NetworkInput input) {
    Ops tf = builder.tf();
    Operand<TFloat32> constant =
        builder.parameter(
            PARAMETER, Shape.of(builder.dimensions().tokens().width()), Initializer.zeros());
    return new NetworkOutput(tf.broadcastTo(constant, tf.shape(input.tokens())), List.of());
  }
}
