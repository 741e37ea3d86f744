package io.stagger.planning.guidance;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The predicted frames of a batch in a graph. */
final class GraphFrames {
  private final Ops tf;
  private final TokenLayout layout;

  /** Normalized, [batch, frames, channels]. */
  private final Operand<TFloat32> frames;

  /**
   * Wraps tokens.
   *
   * @param clean normalized tokens [batch, time, token width]
   */
  GraphFrames(Ops tf, TokenLayout layout, Operand<TFloat32> clean) {
    this.tf = tf;
    this.layout = layout;
    Operand<TInt32> batch =
        tf.slice(tf.shape(clean), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    this.frames =
        tf.reshape(
            clean,
            tf.concat(
                List.of(batch, tf.constant(new int[] {-1, layout.channels()})), tf.constant(0)));
  }

  /** All channels, normalized, [batch, frames, channels]. */
  Operand<TFloat32> normalized() {
    return frames;
  }

  /** A normalized number of each frame, [batch, frames]. */
  Operand<TFloat32> normalized(int channel) {
    return channel(tf, frames, channel);
  }

  /** A number of each frame in the unit of the data, [batch, frames]. */
  Operand<TFloat32> data(int channel) {
    return tf.math.add(
        tf.math.mul(normalized(channel), tf.constant(layout.deviation().get(channel).floatValue())),
        tf.constant(layout.mean().get(channel).floatValue()));
  }

  /** One number of the last dimension. */
  static Operand<TFloat32> channel(Ops tf, Operand<TFloat32> all, int channel) {
    return tf.squeeze(
        tf.slice(all, tf.constant(new int[] {0, 0, channel}), tf.constant(new int[] {-1, -1, 1})),
        org.tensorflow.op.core.Squeeze.axis(List.of(2L)));
  }

  /** The sum over frames of a cost times each frame's weight, negated: a score [batch]. */
  static Operand<TFloat32> score(Ops tf, Operand<TFloat32> weights, Operand<TFloat32> cost) {
    return tf.math.neg(
        tf.reduceSum(tf.math.mul(weights, cost), tf.constant(1), ReduceSum.keepDims(false)));
  }

  /**
   * The square of a number's distance from a place in the unit of the data, [batch, frames]. The
   * place is normalized in double precision, because a float is coarse far from 0.
   */
  Operand<TFloat32> squaredDistance(int channel, double from) {
    return tf.math.square(
        tf.math.mul(
            tf.math.sub(normalized(channel), tf.constant((float) layout.normalize(channel, from))),
            tf.constant(layout.deviation().get(channel).floatValue())));
  }
}
