package io.stagger.tensorflow;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.tensorflow.Variables.Parameter;
import io.stagger.tensorflow.spi.NetworkInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The whole training step as one part of a model's graph: noise, corruption, network, weighted
 * loss, gradients, and the update by them.
 */
final class TrainingGraph {
  final OptimizerSettings settings;
  final Placeholder<TFloat32> values;
  final Optional<Placeholder<TFloat32>> conditions;
  final Placeholder<TInt32> levels;
  final Placeholder<TFloat32> weights;
  final Placeholder<TFloat32> scalars;
  final Placeholder<TInt64> seed;
  final Placeholder<TInt64> step;
  final Operand<TFloat32> loss;
  final List<Operand<TFloat32>> gradients;
  final OptimizerGraph optimizer;

  TrainingGraph(TensorFlowModel model, OptimizerSettings settings) {
    this.settings = settings;
    ModelRequest request = model.request();
    Ops tf = model.tf();
    int width = request.tokens().width();
    int conditionWidth = request.tokens().conditionWidth();
    values = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, width)));
    conditions =
        conditionWidth == 0
            ? Optional.empty()
            : Optional.of(
                tf.placeholder(
                    TFloat32.class, Placeholder.shape(Shape.of(-1, -1, conditionWidth))));
    levels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
    weights = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1)));
    scalars = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(OptimizerGraph.SCALARS)));
    seed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    step = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));

    GraphNoise noise = new GraphNoise(tf, seed, step, 0);
    Operand<TFloat32> clip = tf.constant((float) request.noiseClip());
    Operand<TFloat32> epsilon =
        tf.clipByValue(noise.normal(tf.shape(values)), tf.math.neg(clip), clip);
    Operand<TFloat32> noisy =
        tf.math.add(
            tf.math.mul(values, perLevel(tf, request, (signal, sigma) -> signal)),
            tf.math.mul(epsilon, perLevel(tf, request, (signal, sigma) -> sigma)));
    Operand<TFloat32> target =
        tf.math.add(
            tf.math.mul(values, perLevel(tf, request, (s, n) -> target(request, s, n).first())),
            tf.math.mul(epsilon, perLevel(tf, request, (s, n) -> target(request, s, n).second())));
    Operand<TInt32> batch = SamplingGraph.dimension(tf, tf.shape(levels), 0);
    List<Operand<TFloat32>> losses = new ArrayList<>();
    for (int tower = 0; tower < model.towers(); tower++) {
      Share share = Share.of(tf, batch, tower, model.towers());
      losses.add(
          loss(
              model,
              noise,
              share.of(noisy),
              share.of(levels),
              conditions.map(share::of),
              share.of(target),
              share.of(weights)));
    }
    loss = losses.size() == 1 ? losses.get(0) : tf.math.addN(losses);

    List<Parameter> parameters = model.parameters();
    Output<?>[] computed =
        model
            .graph()
            .addGradients(
                loss.asOutput(),
                parameters.stream()
                    .map(p -> model.weight(p.name()).asOutput())
                    .toArray(Output<?>[]::new));
    gradients = Arrays.stream(computed).map(TrainingGraph::floats).toList();
    optimizer = new OptimizerGraph(model, settings, scalars, gradients);
  }

  /** The weighted loss of a part of the batch. */
  private static Operand<TFloat32> loss(
      TensorFlowModel model,
      GraphNoise dropoutNoise,
      Operand<TFloat32> noisy,
      Operand<TInt32> levels,
      Optional<Operand<TFloat32>> conditions,
      Operand<TFloat32> target,
      Operand<TFloat32> weights) {
    Ops tf = model.tf();
    Operand<TFloat32> output =
        model
            .backbone()
            .forward(
                model.trainingBuilder(dropoutNoise),
                new NetworkInput(noisy, levels, conditions, tf.constant(0), List.of()))
            .output();
    Operand<TFloat32> perToken =
        tf.math.mean(tf.math.squaredDifference(output, target), tf.constant(-1));
    return tf.reduceSum(tf.math.mul(perToken, weights), tf.constant(new int[] {0, 1}));
  }

  /**
   * A tower's share of the batch. Towers compute side by side, one on each thread: an operation of
   * a small network is too short to be worth dividing among threads, a whole tower is not.
   */
  private record Share(Ops tf, boolean whole, Operand<TInt32> first, Operand<TInt32> count) {
    static Share of(Ops tf, Operand<TInt32> batch, int tower, int towers) {
      Operand<TInt32> all = tf.constant(towers);
      Operand<TInt32> first = tf.math.div(tf.math.mul(batch, tf.constant(tower)), all);
      Operand<TInt32> end = tf.math.div(tf.math.mul(batch, tf.constant(tower + 1)), all);
      return new Share(tf, towers == 1, first, tf.math.sub(end, first));
    }

    <T extends TType> Operand<T> of(Operand<T> x) {
      if (whole) {
        return x;
      }
      int rank = x.shape().numDimensions();
      List<Operand<TInt32>> begin = new ArrayList<>(List.of(first));
      List<Operand<TInt32>> size = new ArrayList<>(List.of(count));
      for (int axis = 1; axis < rank; axis++) {
        begin.add(tf.constant(0));
        size.add(tf.constant(-1));
      }
      return tf.slice(x, tf.stack(begin), tf.stack(size));
    }
  }

  private static Linear target(ModelRequest request, double signal, double noise) {
    return request.parameterization().target(signal, noise);
  }

  /** A coefficient that depends on a token's level, shaped [batch, time, 1]. */
  private Operand<TFloat32> perLevel(
      Ops tf, ModelRequest request, DoubleBinaryOperator coefficient) {
    NoiseSchedule schedule = request.schedule();
    float[] table = new float[schedule.levels() + 1];
    for (int level = NoiseSchedule.CLEAN; level < schedule.levels(); level++) {
      table[level + 1] =
          (float) coefficient.applyAsDouble(schedule.signal(level), schedule.noise(level));
    }
    return tf.expandDims(
        tf.gather(tf.constant(table), tf.math.add(levels, tf.constant(1)), tf.constant(0)),
        tf.constant(-1));
  }

  @SuppressWarnings("unchecked") // the gradient of a float32 has its type
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) (Operand<?>) gradient;
  }
}
