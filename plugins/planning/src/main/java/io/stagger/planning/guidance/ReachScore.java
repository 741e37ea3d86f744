package io.stagger.planning.guidance;

import io.stagger.tensorflow.spi.GraphScore;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The score of {@link ReachObjective} in a graph: the negated sum over frames of the weighted
 * distances from each frame's target.
 *
 * @param layout of the tokens
 * @param columns the channels of the position, then of each further pair
 * @param width of the position's distance
 */
record ReachScore(TokenLayout layout, List<List<Integer>> columns, double width)
    implements GraphScore {
  /** Added to squares, so that the slope of a distance of 0 is 0 and not a division by 0. */
  private static final float TINY = 1e-24f;

  /** The targets [batch, frames, channels], and two weights [batch, frames, 2]. */
  @Override
  public List<Shape> argumentShapes() {
    return List.of(Shape.of(-1, -1, layout.channels()), Shape.of(-1, -1, 2));
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<TFloat32> clean, List<Operand<TFloat32>> arguments) {
    Operand<TFloat32> squares =
        tf.math.square(
            tf.math.sub(new GraphFrames(tf, layout, clean).normalized(), arguments.get(0)));
    Operand<TFloat32> position = bounded(tf, distance(tf, squares, columns.get(0)), width);
    Operand<TFloat32> score =
        GraphFrames.score(tf, GraphFrames.channel(tf, arguments.get(1), 0), position);
    List<Operand<TFloat32>> others = new ArrayList<>();
    for (List<Integer> pair : columns.subList(1, columns.size())) {
      others.add(bounded(tf, distance(tf, squares, pair), 1));
    }
    if (layout.actions() > 0) {
      List<Integer> action = new ArrayList<>();
      for (int i = 0; i < layout.actions(); i++) {
        action.add(layout.firstAction() + i);
      }
      others.add(distance(tf, squares, action));
    }
    Operand<TFloat32> weights = GraphFrames.channel(tf, arguments.get(1), 1);
    for (Operand<TFloat32> other : others) {
      score = tf.math.add(score, GraphFrames.score(tf, weights, other));
    }
    return score;
  }

  private static Operand<TFloat32> bounded(Ops tf, Operand<TFloat32> distance, double width) {
    return tf.math.tanh(tf.math.mul(distance, tf.constant((float) (1 / (2 * width)))));
  }

  private static Operand<TFloat32> distance(
      Ops tf, Operand<TFloat32> squares, List<Integer> channels) {
    Operand<TFloat32> sum = tf.constant(TINY);
    for (int channel : channels) {
      sum = tf.math.add(sum, GraphFrames.channel(tf, squares, channel));
    }
    return tf.math.sqrt(sum);
  }
}
