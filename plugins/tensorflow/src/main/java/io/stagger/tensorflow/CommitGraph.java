package io.stagger.tensorflow;

import io.stagger.api.engine.StatePart;
import io.stagger.tensorflow.spi.NetworkInput;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Moves finished tokens to a network's memory, as one part of a model's graph. */
final class CommitGraph {
  private static final int COMMIT_STREAM = 3;

  /** What differs from commit to commit. */
  record Variant(StatePart weights, boolean noise) {}

  final Placeholder<TFloat32> tokens;
  final Optional<Placeholder<TFloat32>> conditions;
  final Placeholder<TInt32> level;
  final Placeholder<TFloat32> scales;
  final Placeholder<TInt32> firstPosition;
  final Placeholder<TInt64> seed;
  final List<Placeholder<TFloat32>> memory;
  final List<Operand<TFloat32>> nextMemory;

  CommitGraph(TensorFlowModel model, Variant variant) {
    Ops tf = model.tf();
    int width = model.dimensions().tokens().width();
    int conditionWidth = model.dimensions().tokens().conditionWidth();
    tokens = SamplingGraph.tokenPlaceholder(tf, width);
    conditions =
        conditionWidth == 0
            ? Optional.empty()
            : Optional.of(SamplingGraph.tokenPlaceholder(tf, conditionWidth));
    level = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    scales = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2)));
    firstPosition = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    seed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    memory =
        model.backbone().memory(model.dimensions()).stream()
            .map(
                slot ->
                    tf.placeholder(
                        TFloat32.class, Placeholder.shape(SamplingGraph.slotShape(slot))))
            .toList();
    Operand<TInt32> shape = tf.shape(tokens);
    Operand<TInt32> count = SamplingGraph.dimension(tf, shape, 1);
    Operand<TFloat32> input =
        tf.math.mul(tokens, tf.gather(scales, tf.constant(0), tf.constant(0)));
    if (variant.noise()) {
      Operand<TFloat32> bound = tf.constant((float) model.request().noiseClip());
      Operand<TFloat32> noise =
          tf.clipByValue(
              new GraphNoise(tf, seed, tf.constant(0L), COMMIT_STREAM)
                  .normalTokens(SamplingGraph.dimension(tf, shape, 0), count, width, firstPosition),
              tf.math.neg(bound),
              bound);
      input =
          tf.math.add(input, tf.math.mul(noise, tf.gather(scales, tf.constant(1), tf.constant(0))));
    }
    nextMemory =
        model
            .backbone()
            .forward(
                model.networkBuilder(tf, model.suffix(variant.weights()), false),
                new NetworkInput(
                    input,
                    tf.fill(tf.stack(List.of(tf.constant(1), count)), level),
                    conditions.map(c -> c),
                    firstPosition,
                    List.copyOf(memory)))
            .memory();
  }
}
