package io.stagger.tensorflow.spi;

import io.stagger.api.engine.DenoiserBackbone;
import java.util.List;

/**
 * A backbone for the TensorFlow engine: one definition of a network, from which the engine builds
 * training, sampling and commitment to memory.
 */
public interface GraphBackbone extends DenoiserBackbone {
  /**
   * What the network remembers of committed tokens. Empty if it can't (a bidirectional network):
   * the engine then keeps the raw window and shows it in every step.
   */
  List<MemorySlot> memory(NetworkDimensions dimensions);

  /**
   * Builds the network.
   *
   * <p>Called for several graphs, each time with the same parameters in the same order. Must not
   * keep anything of the builder.
   */
  NetworkOutput forward(NetworkBuilder builder, NetworkInput input);
}
