package io.stagger.transformer;

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
import org.tensorflow.types.TFloat32;

/**
 * A network with a parameter of zeros for each output, so that the gradient of a squared error is
 * the target: it shows the noise that the engine draws.
 *
 * @param sequences the size of the batch
 * @param tokens the length of every sequence
 */
record TestingNoiseBackbone(int sequences, int tokens) implements GraphBackbone {
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
    Operand<TFloat32> outputs =
        builder.parameter(
            "outputs",
            Shape.of(sequences, tokens, builder.dimensions().tokens().width()),
            Initializer.zeros());
    return new NetworkOutput(outputs, List.of());
  }
}
