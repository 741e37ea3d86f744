package io.stagger.tensorflow;

import io.stagger.api.engine.DenoisingSteps;
import io.stagger.tensorflow.SamplingGraph.Columns;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Futures of sequences for Monte Carlo guidance, drawn from a clean prediction, as one part of a
 * model's graph.
 */
final class FuturesGraph {
  /** After those of updates, of inputs and of tokens that start as noise. */
  private static final int STREAM = 3;

  /** [1, time, columns]. */
  final Placeholder<TFloat32> table;

  /** [batch, time, width]. */
  final Placeholder<TFloat32> tokens;

  /** The clean prediction to draw from, [batch, time, width]. */
  final Placeholder<TFloat32> clean;

  final Placeholder<TInt32> firstPosition;
  final Placeholder<TInt64> seed;

  /** The number of the step, as in what a step reads. */
  final Placeholder<TInt64> step;

  /** The number of the first future that is drawn, and how many are. */
  final Placeholder<TInt32> firstFuture;

  final Placeholder<TInt32> futures;

  /** The futures' tokens [futures * batch, time, width]. */
  final Operand<TFloat32> drawn;

  /** Any tensor with the batch as its first dimension, and which of its rows to take. */
  final Placeholder<TFloat32> rows;

  final Placeholder<TInt32> taken;
  final Operand<TFloat32> repeated;

  FuturesGraph(TensorFlowModel model) {
    Ops tf = model.tf();
    int width = model.dimensions().tokens().width();
    table =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(1, -1, DenoisingSteps.COLUMNS)));
    tokens = SamplingGraph.tokenPlaceholder(tf, width);
    clean = SamplingGraph.tokenPlaceholder(tf, width);
    firstPosition = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    seed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    step = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    firstFuture = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    futures = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    Columns columns = new Columns(tf, tf.gather(table, tf.constant(0), tf.constant(0)));
    Operand<TFloat32> signal = columns.get(Columns.REDRAW_SIGNAL);
    Operand<TBool> redrawn = tf.math.greater(columns.get(Columns.REDRAW_NOISE), tf.constant(0f));
    Operand<TInt32> shape = tf.shape(tokens);
    Operand<TFloat32> noise =
        SamplingGraph.clipped(
            model,
            tf,
            new GraphNoise(tf, seed, step, STREAM)
                .normalFutures(
                    futures,
                    firstFuture,
                    SamplingGraph.dimension(tf, shape, 0),
                    SamplingGraph.dimension(tf, shape, 1),
                    width,
                    firstPosition,
                    model.dimensions().maximumLength()));
    Operand<TInt32> one = tf.constant(1);
    Operand<TInt32> multiples = tf.stack(List.of(futures, one, one));
    drawn =
        tf.select(
            redrawn,
            tf.math.add(
                tf.math.mul(tf.tile(clean, multiples), signal),
                tf.math.mul(noise, columns.get(Columns.REDRAW_NOISE))),
            tf.tile(tokens, multiples));
    rows = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.unknown()));
    taken = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    repeated = tf.gather(rows, taken, tf.constant(0));
  }

  /** A tensor whose rows are those of another one several times over. */
  TFloat32 repeat(Session session, TFloat32 tensor, int batch, int times) {
    int[] which = new int[times * batch];
    Arrays.setAll(which, row -> row % batch);
    try (TInt32 indices = NativeTensors.ints(which, which.length)) {
      return (TFloat32)
          session.runner().feed(rows, tensor).feed(taken, indices).fetch(repeated).run().get(0);
    }
  }
}
