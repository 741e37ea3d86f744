package io.stagger.tensorflow;

import io.stagger.tensorflow.spi.GraphScore;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceAll;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Objectives with a graph form, added to a guided step: their scores, the gradients of these, and
 * the correction that follows are one call, with one pass forward and one back.
 */
final class ScoredGraph {
  /** The least that a greatest slope is divided by, so that slopes of 0 have the norm 0. */
  private static final float TINY = 1e-30f;

  /** How many committed tokens are in front of those that are scored, and how many are. */
  final Placeholder<TInt32> shown;

  final Placeholder<TInt32> scored;

  /** For each objective, its scale and its clip norm. */
  final Placeholder<TFloat32> scales;

  final Placeholder<TFloat32> clipNorms;

  /** What the sum of gradients is multiplied by in the end. */
  final Placeholder<TFloat32> share;

  /** For each objective, its arguments. */
  final List<List<Operand<TFloat32>>> arguments;

  /** The norm of each objective's gradient before scaling, [objectives, futures * batch]. */
  final Operand<TFloat32> norms;

  /** Whether all clean predictions that are scored are finite. */
  final Operand<TBool> finite;

  /** Whether the sum of the scaled gradients is finite. */
  final Operand<TBool> finiteSum;

  /** The correction, summed over futures. */
  final Operand<TFloat32> productSum;

  /** The step that this state alone corrects, and the one that other futures correct too. */
  final GuidedGraph.Next next;

  final GuidedGraph.Next nextWithOthers;

  ScoredGraph(TensorFlowModel model, GuidedGraph guided, List<GraphScore> scores) {
    Ops tf = model.tf();
    shown = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    scored = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    scales = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(scores.size())));
    clipNorms = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(scores.size())));
    share = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat32> predictions =
        tf.slice(
            guided.clean,
            tf.stack(List.of(tf.constant(0), shown, tf.constant(0))),
            tf.stack(List.of(tf.constant(-1), scored, tf.constant(-1))));
    finite = allFinite(tf, predictions);
    List<List<Operand<TFloat32>>> allArguments = new ArrayList<>();
    List<Operand<TFloat32>> allNorms = new ArrayList<>();
    List<Operand<TFloat32>> allScaled = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      List<Operand<TFloat32>> theirs = new ArrayList<>();
      for (Shape shape : scores.get(i).argumentShapes()) {
        theirs.add(tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
      }
      allArguments.add(List.copyOf(theirs));
      Operand<TFloat32> gradient =
          gradient(model.graph(), guided.clean, scores.get(i).build(tf, predictions, theirs), tf);
      Operand<TFloat32> norm = norm(tf, gradient);
      allNorms.add(tf.reshape(norm, tf.constant(new int[] {-1})));
      allScaled.add(
          tf.math.mul(
              gradient, multiplier(tf, norm, element(tf, scales, i), element(tf, clipNorms, i))));
    }
    arguments = List.copyOf(allArguments);
    norms = tf.stack(allNorms);
    Operand<TFloat32> sum =
        allScaled.size() == 1 ? allScaled.get(0) : tf.math.addN(List.copyOf(allScaled));
    finiteSum = allFinite(tf, sum);
    Operand<TFloat32> product = guided.product(tf.math.mul(sum, share));
    productSum = guided.sumOverFutures(product);
    next = guided.next(product);
    nextWithOthers = guided.next(tf.math.add(product, guided.others));
  }

  private static Operand<TBool> allFinite(Ops tf, Operand<TFloat32> tokens) {
    return tf.reduceAll(
        tf.math.isFinite(tokens), tf.constant(new int[] {0, 1, 2}), ReduceAll.keepDims(false));
  }

  /** With zeros for tokens that are not scored. */
  private static Operand<TFloat32> gradient(
      Graph graph, Operand<TFloat32> clean, Operand<TFloat32> score, Ops tf) {
    Output<?> slopes =
        graph
            .addGradients(
                null,
                new Output<?>[] {tf.reduceSum(score, tf.constant(0)).asOutput()},
                new Output<?>[] {clean.asOutput()},
                null)[0];
    return SamplingGraph.floats(slopes);
  }

  /**
   * The norm of each sequence's gradient [rows, 1, 1], by way of the greatest slope, so that no
   * square leaves the range of a float.
   */
  private static Operand<TFloat32> norm(Ops tf, Operand<TFloat32> gradient) {
    Operand<TInt32> axes = tf.constant(new int[] {1, 2});
    Operand<TFloat32> greatest =
        tf.math.maximum(
            tf.reduceMax(tf.math.abs(gradient), axes, ReduceMax.keepDims(true)), tf.constant(TINY));
    return tf.math.mul(
        greatest,
        tf.math.sqrt(
            tf.reduceSum(
                tf.math.square(tf.math.div(gradient, greatest)), axes, ReduceSum.keepDims(true))));
  }

  /** What a sequence's gradient is multiplied by, so that its norm is no greater than allowed. */
  private static Operand<TFloat32> multiplier(
      Ops tf, Operand<TFloat32> norm, Operand<TFloat32> scale, Operand<TFloat32> clipNorm) {
    Operand<TBool> clipped = tf.math.greater(tf.math.mul(norm, tf.math.abs(scale)), clipNorm);
    Operand<TFloat32> bounded =
        tf.math.mul(
            tf.math.sign(scale), tf.math.div(clipNorm, tf.math.maximum(norm, tf.constant(TINY))));
    return tf.select(clipped, bounded, tf.math.mul(tf.onesLike(norm), scale));
  }

  private static Operand<TFloat32> element(Ops tf, Operand<TFloat32> vector, int index) {
    return tf.gather(vector, tf.constant(index), tf.constant(0));
  }
}
