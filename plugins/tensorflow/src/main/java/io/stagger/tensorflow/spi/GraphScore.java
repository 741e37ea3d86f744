package io.stagger.tensorflow.spi;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The score of a {@link GraphObjective} as a fragment of a graph.
 *
 * <p>Two scores that build the same are equal, which a record of their settings is by itself: a
 * model builds equal scores once, and keeps them until it is closed. What differs from batch to
 * batch belongs in arguments.
 */
public interface GraphScore {
  /**
   * The shapes of the arguments. Each begins with the batch; that and any other size may be unknown
   * (-1).
   */
  List<Shape> argumentShapes();

  /**
   * Builds the score. Every operation between {@code clean} and the score needs a gradient in
   * TensorFlow, and the score a finite slope wherever predictions can lie: for instance no square
   * root of 0.
   *
   * @param clean the clean predictions, normalized, [batch, time, token width]; committed tokens
   *     and padding at the end are left out
   * @param arguments in the order of their shapes
   * @return the score of each sequence by itself, higher is better, [batch]
   */
  Operand<TFloat32> build(Ops tf, Operand<TFloat32> clean, List<Operand<TFloat32>> arguments);
}
