package io.stagger.tensorflow.spi;

import java.util.List;

/**
 * One tensor of a network's memory.
 *
 * @param name unique in its network
 * @param emptyShape its dimensions after the batch when nothing is committed; a dimension of 0
 *     grows with the committed tokens, any other stays. It starts as zeros.
 */
public record MemorySlot(String name, List<Integer> emptyShape) {
  /** Copies the shape. */
  public MemorySlot {
    emptyShape = List.copyOf(emptyShape);
  }
}
