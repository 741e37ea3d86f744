package io.stagger.tensorflow.spi;

import io.stagger.api.engine.GuidanceObjective;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A guidance objective that the TensorFlow engine can score inside its graph: a guided denoising
 * step is one call then, of one pass forward and one back. The same objective in plain Java costs a
 * second pass forward, because its gradient is needed between the two.
 *
 * <p>Both forms say the same: {@link #evaluate} is what other engines use, and what this engine
 * uses beside objectives without a graph form. {@link GraphObjectives#evaluate} compares them.
 */
public interface GraphObjective extends GuidanceObjective {
  /** What to build. */
  GraphScore graphScore();

  /**
   * The numbers that the score reads. Asked for again only when one of these three changes.
   *
   * @param batch the number of sequences
   * @param time the number of tokens that are scored
   * @param firstPosition the position of the first of them, counted from the start of the sequence
   * @return in the order of {@link GraphScore#argumentShapes}
   */
  List<Argument> arguments(int batch, int time, int firstPosition);

  /**
   * Numbers of a fully known shape.
   *
   * @param values as many as the shape has, row by row, from the buffer's position on
   * @param shape the batch first
   */
  record Argument(FloatBuffer values, List<Integer> shape) {
    /** Checks the sizes and copies the shape. */
    public Argument {
      shape = List.copyOf(shape);
      long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
      if (values.remaining() != size) {
        throw new IllegalArgumentException(
            "An argument of shape %s has %d numbers, not %d."
                .formatted(shape, size, values.remaining()));
      }
    }
  }
}
