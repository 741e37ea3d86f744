package io.stagger.tensorflow.spi;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** One step of a recurrence over time; see {@link NetworkBuilder#scan}. */
@FunctionalInterface
public interface RecurrentCell {
  /**
   * Builds the step.
   *
   * <p>The step may be the body of a loop, a graph of its own that sees no tensor of the graph
   * around it. So it uses its arguments, parameters of its builder, and nothing else.
   *
   * @param builder of the graph that the step is a part of
   * @param state the state before, [batch, state width]
   * @param x what belongs to the token, [batch, width]
   * @param shared what is the same in every step, as it was given to the scan
   * @return the state after the token, shaped like the one before
   */
  Operand<TFloat32> next(
      NetworkBuilder builder,
      Operand<TFloat32> state,
      Operand<TFloat32> x,
      List<Operand<TFloat32>> shared);
}
