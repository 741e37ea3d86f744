package io.stagger.planning.guidance;

import io.stagger.tensorflow.spi.GraphScore;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A score that is the negated sum over frames of a cost, each frame with its weight.
 *
 * @param layout of the tokens
 * @param cost of each frame; equal costs build the same
 */
record FrameScore(TokenLayout layout, Cost cost) implements GraphScore {
  /** The cost of frames; a record of settings. */
  interface Cost {
    /** Builds the cost of each frame by itself, [batch, frames]. */
    Operand<TFloat32> build(Ops tf, GraphFrames frames);
  }

  /** The weight of each frame [batch, frames]. */
  @Override
  public List<Shape> argumentShapes() {
    return List.of(Shape.of(-1, -1));
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<TFloat32> clean, List<Operand<TFloat32>> arguments) {
    return GraphFrames.score(
        tf, arguments.get(0), cost.build(tf, new GraphFrames(tf, layout, clean)));
  }
}
