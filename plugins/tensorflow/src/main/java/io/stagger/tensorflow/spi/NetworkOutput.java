package io.stagger.tensorflow.spi;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a network gives.
 *
 * @param output in the parameterization that is trained, [batch, time, token width]
 * @param memory the memory after these tokens, a tensor for each slot. The engine evaluates it only
 *     when it commits tokens.
 */
public record NetworkOutput(Operand<TFloat32> output, List<Operand<TFloat32>> memory) {
  /** Copies the list. */
  public NetworkOutput {
    memory = List.copyOf(memory);
  }
}
