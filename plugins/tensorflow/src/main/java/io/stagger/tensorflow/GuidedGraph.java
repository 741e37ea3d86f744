package io.stagger.tensorflow;

import io.stagger.tensorflow.SamplingGraph.Fixed;
import io.stagger.tensorflow.SamplingGraph.Predicted;
import io.stagger.tensorflow.SamplingGraph.Stepped;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * One guided denoising step as one part of a model's graph: the host scores the clean prediction,
 * and the product of the score's gradient with the network's Jacobian corrects it. {@link
 * ScoredGraph} adds scores of the graph's own.
 *
 * <p>Monte Carlo guidance sends further futures of the same sequences through it, several at once
 * as one batch [futures * batch], and adds their products to that of the step.
 */
final class GuidedGraph {
  private final TensorFlowModel model;
  private final Predicted predicted;
  final Placeholder<TFloat32> tokens;
  final Optional<Placeholder<TFloat32>> history;
  final Fixed fixed;
  final Placeholder<TFloat32> gradient;
  final Placeholder<TInt32> futures;

  /** What further futures add to the correction. */
  final Placeholder<TFloat32> others;

  /** The clean prediction as objectives see it. */
  final Operand<TFloat32> clean;

  /** The clean prediction before clipping. */
  final Operand<TFloat32> rawClean;

  /** The correction, for each future by itself. */
  final Operand<TFloat32> product;

  /** The correction, summed over futures. */
  final Operand<TFloat32> productSum;

  /** The step that this state alone corrects, and the one that other futures correct too. */
  final Next next;

  final Next nextWithOthers;

  /** The tokens after the step, and what the next one remembers of it. */
  record Next(Operand<TFloat32> tokens, Operand<TFloat32> history) {}

  GuidedGraph(TensorFlowModel model, SamplingGraph.Variant variant) {
    this.model = model;
    Ops tf = model.tf();
    int width = model.dimensions().tokens().width();
    tokens = SamplingGraph.tokenPlaceholder(tf, width);
    history =
        variant.history()
            ? Optional.of(SamplingGraph.tokenPlaceholder(tf, width))
            : Optional.empty();
    fixed = SamplingGraph.placeholders(model, tf);
    gradient = SamplingGraph.tokenPlaceholder(tf, width);
    others = SamplingGraph.tokenPlaceholder(tf, width);
    futures = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    predicted =
        SamplingGraph.predict(
            model, tf, variant, tf.constant(0), tokens, fixed, Optional.of(futures));
    rawClean = predicted.rawClean();
    Operand<TFloat32> bound = fixed.cleanClip();
    clean = tf.clipByValue(rawClean, tf.math.neg(bound), bound);
    product = product(gradient);
    productSum = sumOverFutures(product);
    next = next(product);
    nextWithOthers = next(tf.math.add(product, others));
  }

  /**
   * The product of a gradient with the network's Jacobian.
   *
   * @param cotangent shaped like the clean prediction
   */
  Operand<TFloat32> product(Operand<TFloat32> cotangent) {
    Output<?> derivative =
        model.graph()
            .addGradients(
                null,
                new Output<?>[] {rawClean.asOutput()},
                new Output<?>[] {predicted.input().asOutput()},
                new Output<?>[] {cotangent.asOutput()})[0];
    return SamplingGraph.floats(derivative);
  }

  /** Adds up futures of the same sequences. */
  Operand<TFloat32> sumOverFutures(Operand<TFloat32> products) {
    Ops tf = model.tf();
    Operand<TInt32> shape = tf.shape(tokens);
    Operand<TFloat32> byFuture =
        tf.reshape(
            products,
            tf.stack(
                List.of(
                    futures,
                    tf.math.div(SamplingGraph.dimension(tf, shape, 0), futures),
                    SamplingGraph.dimension(tf, shape, 1),
                    tf.constant(model.dimensions().tokens().width()))));
    return tf.sum(byFuture, tf.constant(0));
  }

  /** The step with a correction. */
  Next next(Operand<TFloat32> correction) {
    Stepped guided =
        SamplingGraph.finish(
            model.tf(), predicted, tokens, history.map(h -> h), fixed, Optional.of(correction));
    return new Next(guided.tokens(), guided.clean());
  }
}
