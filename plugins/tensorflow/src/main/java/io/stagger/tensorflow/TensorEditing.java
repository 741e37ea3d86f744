package io.stagger.tensorflow;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Joins, cuts and starts token tensors [batch, time, width], without copies on the Java side. */
final class TensorEditing {
  private static final int INITIAL_STREAM = 2;

  private final Placeholder<TFloat32> left;
  private final Placeholder<TFloat32> right;
  private final Placeholder<TInt32> first;
  private final Placeholder<TInt32> count;
  private final Operand<TFloat32> joined;
  private final Operand<TFloat32> cut;
  private final Operand<TFloat32> replaced;
  private final Placeholder<TInt32> numbers;
  private final Placeholder<TInt64> seed;
  private final Operand<TFloat32> noise;

  /**
   * Adds the operations to a graph.
   *
   * @param width the width of the tokens that start as noise
   * @param clip the absolute value that noise is clipped to
   * @param scale what clipped noise is multiplied by
   */
  TensorEditing(Ops tf, int width, double clip, double scale) {
    Shape any = Shape.of(-1, -1, -1);
    left = tf.placeholder(TFloat32.class, Placeholder.shape(any));
    right = tf.placeholder(TFloat32.class, Placeholder.shape(any));
    first = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    count = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    joined = tf.concat(List.of(left, right), tf.constant(1));
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> all = tf.constant(-1);
    cut = tf.slice(left, tf.stack(List.of(zero, first, zero)), tf.stack(List.of(all, count, all)));
    Operand<TInt32> after = tf.math.add(first, SamplingGraph.dimension(tf, tf.shape(right), 1));
    replaced =
        tf.concat(
            List.of(
                tf.slice(
                    left, tf.constant(new int[] {0, 0, 0}), tf.stack(List.of(all, first, all))),
                right,
                tf.slice(
                    left,
                    tf.stack(List.of(zero, after, zero)),
                    tf.constant(new int[] {-1, -1, -1}))),
            tf.constant(1));
    numbers = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(3)));
    seed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    GraphNoise source = new GraphNoise(tf, seed, tf.constant(0L), INITIAL_STREAM);
    Operand<TFloat32> bound = tf.constant((float) clip);
    Operand<TFloat32> clipped =
        tf.clipByValue(
            source.normalTokens(
                SamplingGraph.dimension(tf, numbers, 0),
                SamplingGraph.dimension(tf, numbers, 1),
                width,
                SamplingGraph.dimension(tf, numbers, 2)),
            tf.math.neg(bound),
            bound);
    // Exactly 1 up to rounding for most schedules, whose noise keeps its bits then.
    noise = (float) scale == 1 ? clipped : tf.math.mul(clipped, tf.constant((float) scale));
  }

  /** Both tensors one after the other in time. They stay open. */
  TFloat32 join(Session session, TFloat32 a, TFloat32 b) {
    return (TFloat32) session.runner().feed(left, a).feed(right, b).fetch(joined).run().get(0);
  }

  /** A tensor with another one in the place of as long a stretch of time. Both stay open. */
  TFloat32 replace(Session session, TFloat32 tensor, TFloat32 with, int from) {
    try (TInt32 start = TInt32.scalarOf(from)) {
      return (TFloat32)
          session
              .runner()
              .feed(left, tensor)
              .feed(right, with)
              .feed(first, start)
              .fetch(replaced)
              .run()
              .get(0);
    }
  }

  /** A stretch of time. The tensor stays open. */
  TFloat32 cut(Session session, TFloat32 tensor, int from, int length) {
    try (TInt32 start = TInt32.scalarOf(from);
        TInt32 size = TInt32.scalarOf(length)) {
      return (TFloat32)
          session
              .runner()
              .feed(left, tensor)
              .feed(first, start)
              .feed(count, size)
              .fetch(cut)
              .run()
              .get(0);
    }
  }

  /** The noise [batch, count, width] that tokens start as, from a position on. */
  TFloat32 initialNoise(Session session, int batch, int length, int position, long sessionSeed) {
    try (TInt32 sizes = TInt32.vectorOf(batch, length, position);
        TInt64 key = TInt64.scalarOf(sessionSeed)) {
      return (TFloat32)
          session.runner().feed(numbers, sizes).feed(seed, key).fetch(noise).run().get(0);
    }
  }
}
