package io.stagger.tensorflow;

import io.stagger.tensorflow.EngineConfiguration.Precision;
import io.stagger.tensorflow.spi.Initializer;
import io.stagger.tensorflow.spi.NetworkBuilder;
import io.stagger.tensorflow.spi.NetworkDimensions;
import io.stagger.tensorflow.spi.RecurrentCell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Builds a network into one graph. */
final class GraphNetworkBuilder implements NetworkBuilder {
  /** Hands out parameters; what backs them differs from graph to graph. */
  interface ParameterSource {
    Operand<TFloat32> parameter(Ops tf, String name, Shape shape, Initializer initializer);
  }

  private static final float NORMALIZATION_EPSILON = 1e-5f;
  private static final int BYTE_VALUES = 256;

  private final Ops tf;
  private final NetworkDimensions dimensions;
  private final Precision precision;
  private final ParameterSource parameters;
  private final Optional<GraphNoise> dropoutNoise;
  private final int unrolled;
  private boolean scanned;

  /**
   * Creates the builder.
   *
   * @param dropoutNoise where dropout draws from; empty for a network that is not trained
   * @param unrolled the most steps of a recurrence, each built by itself; 0 for a loop of any
   *     number of steps, which has no gradient
   */
  GraphNetworkBuilder(
      Ops tf,
      NetworkDimensions dimensions,
      Precision precision,
      ParameterSource parameters,
      Optional<GraphNoise> dropoutNoise,
      int unrolled) {
    this.tf = tf;
    this.dimensions = dimensions;
    this.precision = precision;
    this.parameters = parameters;
    this.dropoutNoise = dropoutNoise;
    this.unrolled = unrolled;
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public NetworkDimensions dimensions() {
    return dimensions;
  }

  @Override
  public Operand<TFloat32> parameter(String name, Shape shape, Initializer initializer) {
    return parameters.parameter(tf, name, shape, initializer);
  }

  @Override
  public Operand<TFloat32> multiply(
      Operand<TFloat32> left, Operand<TFloat32> right, boolean transposeRight) {
    return switch (precision) {
      case FLOAT32 ->
          BatchMatMul.create(
              tf.scope(), left, right, TFloat32.class, BatchMatMul.adjY(transposeRight));
      case BFLOAT16 ->
          tf.dtypes.cast(
              BatchMatMul.create(
                  tf.scope(),
                  tf.dtypes.cast(left, TBfloat16.class),
                  tf.dtypes.cast(right, TBfloat16.class),
                  TBfloat16.class,
                  BatchMatMul.adjY(transposeRight)),
              TFloat32.class);
    };
  }

  private Operand<TFloat32> matMul(Operand<TFloat32> left, Operand<TFloat32> right) {
    return switch (precision) {
      case FLOAT32 -> MatMul.create(tf.scope(), left, right);
      case BFLOAT16 ->
          tf.dtypes.cast(
              MatMul.create(
                  tf.scope(),
                  tf.dtypes.cast(left, TBfloat16.class),
                  tf.dtypes.cast(right, TBfloat16.class)),
              TFloat32.class);
    };
  }

  @Override
  public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
    if (dropoutNoise.isEmpty() || rate == 0) {
      return x;
    }
    int dropped = Math.max(1, (int) Math.round(rate * BYTE_VALUES));
    Operand<TFloat32> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(
                dropoutNoise.get().bytes(tf.shape(x)), tf.constant((byte) dropped)),
            TFloat32.class);
    float scale = (float) BYTE_VALUES / (BYTE_VALUES - dropped);
    return tf.math.mul(x, tf.math.mul(kept, tf.constant(scale)));
  }

  @Override
  public Operand<TFloat32> linear(
      String name, Operand<TFloat32> x, int in, int out, Initializer weights, Initializer bias) {
    Operand<TFloat32> w = parameter(name + ".weight", Shape.of(in, out), weights);
    Operand<TFloat32> b = parameter(name + ".bias", Shape.of(out), bias);
    int rank = x.shape().numDimensions();
    if (rank == 2) {
      return biased(matMul(x, w), b);
    }
    Operand<TFloat32> flat = tf.reshape(x, tf.constant(new int[] {-1, in}));
    Operand<TFloat32> y = biased(matMul(flat, w), b);
    return tf.reshape(
        y,
        tf.concat(
            List.of(
                tf.slice(
                    tf.shape(x), tf.constant(new int[] {0}), tf.constant(new int[] {rank - 1})),
                tf.constant(new int[] {out})),
            tf.constant(0)));
  }

  /** In sampling BiasAdd is fused with the product; in training a plain sum is much faster. */
  private Operand<TFloat32> biased(Operand<TFloat32> product, Operand<TFloat32> bias) {
    return dropoutNoise.isPresent() ? tf.math.add(product, bias) : tf.nn.biasAdd(product, bias);
  }

  @Override
  public Operand<TFloat32> layerNormalization(String name, Operand<TFloat32> x, int width) {
    Operand<TFloat32> weight = parameter(name + ".weight", Shape.of(width), Initializer.ones());
    Operand<TFloat32> bias = parameter(name + ".bias", Shape.of(width), Initializer.zeros());
    Operand<TInt32> last = tf.constant(-1);
    Operand<TFloat32> mean = tf.math.mean(x, last, Mean.keepDims(true));
    Operand<TFloat32> centered = tf.math.sub(x, mean);
    Operand<TFloat32> variance =
        tf.math.mul(
            tf.reduceSum(tf.math.square(centered), last, ReduceSum.keepDims(true)),
            tf.constant(1f / width));
    Operand<TFloat32> inverse =
        tf.math.rsqrt(tf.math.add(variance, tf.constant(NORMALIZATION_EPSILON)));
    return tf.math.add(tf.math.mul(tf.math.mul(centered, inverse), weight), bias);
  }

  @Override
  public Operand<TFloat32> scan(
      Operand<TFloat32> initialState,
      Operand<TFloat32> x,
      List<Operand<TFloat32>> shared,
      RecurrentCell cell) {
    scanned = true;
    Operand<TInt32> batchAndTime = tf.constant(new int[] {1, 0, 2});
    Operand<TFloat32> timeFirst = tf.linalg.transpose(x, batchAndTime);
    Operand<TFloat32> states =
        unrolled == 0
            ? new RecurrentLoop(this, cell).run(initialState, timeFirst, shared)
            : unroll(initialState, timeFirst, shared, cell);
    return tf.linalg.transpose(states, batchAndTime);
  }

  /**
   * Steps past the actual time run on zeros, and what they give is cut away: nothing before depends
   * on it.
   */
  private Operand<TFloat32> unroll(
      Operand<TFloat32> initialState,
      Operand<TFloat32> timeFirst,
      List<Operand<TFloat32>> shared,
      RecurrentCell cell) {
    NetworkBuilder builder = unrolled == 1 ? this : readingEachParameterOnce();
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> time = SamplingGraph.dimension(tf, tf.shape(timeFirst), 0);
    Operand<TInt32> missing = tf.math.sub(tf.constant(unrolled), time);
    Operand<TInt32> none = tf.constant(new int[] {0, 0});
    Operand<TFloat32> padded =
        tf.pad(
            timeFirst,
            tf.stack(List.of(tf.stack(List.of(zero, missing)), none, none)),
            tf.constant(0f));
    List<Operand<TFloat32>> states = new ArrayList<>();
    Operand<TFloat32> state = initialState;
    for (Operand<TFloat32> token : tf.unstack(padded, (long) unrolled).output()) {
      state = cell.next(builder, state, token, shared);
      states.add(state);
    }
    return tf.slice(
        tf.stack(states),
        tf.constant(new int[] {0, 0, 0}),
        tf.stack(List.of(time, tf.constant(-1), tf.constant(-1))));
  }

  /** A builder into the same graph that asks for a parameter when it is first used, and once. */
  private NetworkBuilder readingEachParameterOnce() {
    Map<String, Operand<TFloat32>> read = new HashMap<>();
    return new GraphNetworkBuilder(
        tf,
        dimensions,
        precision,
        (in, name, shape, initializer) ->
            read.computeIfAbsent(name, n -> parameters.parameter(in, name, shape, initializer)),
        dropoutNoise,
        unrolled);
  }

  /** Whether a recurrence was built. */
  boolean scanned() {
    return scanned;
  }

  /** A builder of the same network into a function's graph. */
  NetworkBuilder within(Ops function) {
    return new GraphNetworkBuilder(
        function, dimensions, precision, parameters, Optional.empty(), unrolled);
  }
}
