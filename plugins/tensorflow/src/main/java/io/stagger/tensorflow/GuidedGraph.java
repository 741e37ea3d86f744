package io.stagger.tensorflow;

import io.stagger.tensorflow.SamplingGraph.Fixed;
import io.stagger.tensorflow.SamplingGraph.Predicted;
import io.stagger.tensorflow.SamplingGraph.Stepped;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * One guided denoising step as one part of a model's graph: the host scores the clean prediction,
 * and the product of the score's gradient with the network's Jacobian corrects it.
 */
final class GuidedGraph {
  final Placeholder<TFloat32> tokens;
  final Optional<Placeholder<TFloat32>> history;
  final Fixed fixed;
  final Placeholder<TFloat32> gradient;
  final Operand<TFloat32> clean;
  final Operand<TFloat32> nextTokens;
  final Operand<TFloat32> nextHistory;

  GuidedGraph(TensorFlowModel model, SamplingGraph.Variant variant) {
    Ops tf = model.tf();
    int width = model.dimensions().tokens().width();
    tokens = SamplingGraph.tokenPlaceholder(tf, width);
    history =
        variant.history()
            ? Optional.of(SamplingGraph.tokenPlaceholder(tf, width))
            : Optional.empty();
    fixed = SamplingGraph.placeholders(model, tf);
    gradient = SamplingGraph.tokenPlaceholder(tf, width);
    Predicted predicted = SamplingGraph.predict(model, tf, variant, tf.constant(0), tokens, fixed);
    Operand<TFloat32> bound = fixed.cleanClip();
    clean = tf.clipByValue(predicted.rawClean(), tf.math.neg(bound), bound);
    Output<?> product =
        model.graph()
            .addGradients(
                null,
                new Output<?>[] {predicted.rawClean().asOutput()},
                new Output<?>[] {predicted.input().asOutput()},
                new Output<?>[] {gradient.asOutput()})[0];
    Stepped guided =
        SamplingGraph.finish(
            tf,
            predicted,
            tokens,
            history.map(h -> h),
            fixed,
            Optional.of(SamplingGraph.floats(product)));
    nextTokens = guided.tokens();
    nextHistory = guided.clean();
  }
}
