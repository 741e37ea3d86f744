package io.stagger.api.engine;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A parameter, or a part of an optimizer's state, outside the engine.
 *
 * @param name unique in its model, words joined by '.'
 * @param shape its dimensions; empty for a scalar
 * @param values row-major float32, positioned at the first value
 * @since 0.1.0
 */
public record NamedTensor(String name, List<Long> shape, FloatBuffer values) {
  /** Checks that the values fill the shape. */
  public NamedTensor {
    shape = List.copyOf(shape);
    long size = shape.stream().reduce(1L, Math::multiplyExact);
    if (values.remaining() != size) {
      throw new IllegalArgumentException(
          "Tensor '%s' of shape %s holds %d values, not %d."
              .formatted(name, shape, size, values.remaining()));
    }
  }
}
