package io.stagger.tensorflow.spi;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a network sees.
 *
 * @param tokens noisy tokens [batch, time, token width]
 * @param levels noise levels [batch or 1, time], from -1 (clean) to K - 1
 * @param conditions [batch, time, condition width], unless the width is 0
 * @param firstPosition the position of the first token in its sequence, a scalar
 * @param memory what was committed before these tokens, as the slots say; empty in training and for
 *     a network without memory
 */
public record NetworkInput(
    Operand<TFloat32> tokens,
    Operand<TInt32> levels,
    Optional<Operand<TFloat32>> conditions,
    Operand<TInt32> firstPosition,
    List<Operand<TFloat32>> memory) {
  /** Copies the list. */
  public NetworkInput {
    memory = List.copyOf(memory);
  }
}
