package io.stagger.tensorflow;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.random.StatelessRandomNormalV2;
import org.tensorflow.op.random.StatelessRandomUniformFullIntV2;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Noise in a graph, from the counter-based generator Philox: a function of a seed, a step and a
 * stream, and nothing else. Philox has a key of 64 bits (the seed) and a counter of 128 bits: its
 * upper half holds step and stream, its lower half counts blocks of four numbers.
 */
final class GraphNoise {
  /** How many streams a step may draw from. */
  private static final long STREAMS = 4096;

  private static final int PHILOX = 1;
  private static final int NUMBERS_PER_BLOCK = 4;

  private final Ops tf;
  private final Operand<TInt64> seed;
  private final Operand<TInt64> step;
  private long nextStream;

  /**
   * Creates a source.
   *
   * @param seed a scalar
   * @param step a scalar, from 0
   * @param firstStream streams are numbered on from here
   */
  GraphNoise(Ops tf, Operand<TInt64> seed, Operand<TInt64> step, long firstStream) {
    this.tf = tf;
    this.seed = seed;
    this.step = step;
    this.nextStream = firstStream;
  }

  /** Standard normal numbers from the next stream. */
  Operand<TFloat32> normal(Operand<TInt32> shape) {
    return StatelessRandomNormalV2.create(
        tf.scope(), shape, key(), counter(tf.constant(0L), stream()), tf.constant(PHILOX));
  }

  /**
   * Random bytes from the next stream, as many as a shape has places. Four come from one random
   * number, because drawing is the dear part of dropout.
   */
  Operand<TUint8> bytes(Operand<TInt32> shape) {
    Operand<TInt32> count = tf.reduceProd(shape, tf.constant(0));
    Operand<TInt32> words =
        tf.math.div(tf.math.add(count, tf.constant(Integer.BYTES - 1)), tf.constant(Integer.BYTES));
    Operand<TInt32> drawn =
        StatelessRandomUniformFullIntV2.create(
            tf.scope(),
            tf.expandDims(words, tf.constant(0)),
            key(),
            counter(tf.constant(0L), stream()),
            tf.constant(PHILOX),
            TInt32.class);
    Operand<TUint8> bytes =
        tf.reshape(tf.bitcast(drawn, TUint8.class), tf.constant(new int[] {-1}));
    Operand<TUint8> used =
        tf.slice(bytes, tf.constant(new int[] {0}), tf.expandDims(count, tf.constant(0)));
    return tf.reshape(used, shape);
  }

  /**
   * Standard normal tokens [batch, time, width] from the next stream, in which the noise of a token
   * depends on its position and not on how many tokens are drawn with it.
   *
   * @param time a scalar, the number of tokens
   * @param firstPosition a scalar, the position of the first token
   */
  Operand<TFloat32> normalTokens(
      Operand<TInt32> batch, Operand<TInt32> time, int width, Operand<TInt32> firstPosition) {
    Operand<TInt32> block = tf.constant(NUMBERS_PER_BLOCK);
    Operand<TInt32> numbers = tf.math.mul(batch, tf.constant(width));
    Operand<TInt32> blocks =
        tf.math.div(tf.math.add(numbers, tf.constant(NUMBERS_PER_BLOCK - 1)), block);
    Operand<TInt64> firstBlock =
        tf.math.mul(
            tf.dtypes.cast(firstPosition, TInt64.class), tf.dtypes.cast(blocks, TInt64.class));
    // Whole blocks for each token, time first: token t starts at block t * blocks.
    Operand<TFloat32> drawn =
        StatelessRandomNormalV2.create(
            tf.scope(),
            tf.stack(List.of(time, tf.math.mul(blocks, block))),
            key(),
            counter(firstBlock, stream()),
            tf.constant(PHILOX));
    Operand<TFloat32> used =
        tf.slice(drawn, tf.constant(new int[] {0, 0}), tf.stack(List.of(tf.constant(-1), numbers)));
    Operand<TFloat32> timeFirst =
        tf.reshape(used, tf.stack(List.of(time, batch, tf.constant(width))));
    return tf.linalg.transpose(timeFirst, tf.constant(new int[] {1, 0, 2}));
  }

  /**
   * Standard normal tokens [futures * batch, time, width] from the next stream, in which the noise
   * of a token depends on its future and its position, and not on how many of either are drawn.
   *
   * @param futures a scalar, the number of futures
   * @param firstFuture a scalar, the number of the first one
   * @param positions how many positions are told apart; tokens further on get the noise of the last
   *     ones, new in every step as all noise is
   */
  Operand<TFloat32> normalFutures(
      Operand<TInt32> futures,
      Operand<TInt32> firstFuture,
      Operand<TInt32> batch,
      Operand<TInt32> time,
      int width,
      Operand<TInt32> firstPosition,
      int positions) {
    Operand<TInt32> window = tf.constant(positions);
    Operand<TInt32> all = tf.math.mul(futures, window);
    // As the tokens of one long sequence: future m holds the positions from m times the window on.
    Operand<TFloat32> drawn = normalTokens(batch, all, width, tf.math.mul(firstFuture, window));
    Operand<TInt32> widths = tf.constant(width);
    Operand<TFloat32> split = tf.reshape(drawn, tf.stack(List.of(batch, futures, window, widths)));
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> rest = tf.constant(-1);
    Operand<TInt32> first = tf.math.minimum(firstPosition, tf.math.sub(window, time));
    Operand<TFloat32> used =
        tf.slice(
            split,
            tf.stack(List.of(zero, zero, first, zero)),
            tf.stack(List.of(rest, rest, time, rest)));
    return tf.reshape(
        tf.linalg.transpose(used, tf.constant(new int[] {1, 0, 2, 3})),
        tf.stack(List.of(tf.math.mul(futures, batch), time, widths)));
  }

  private long stream() {
    if (nextStream >= STREAMS) {
      throw new IllegalStateException("A step draws from at most " + STREAMS + " streams.");
    }
    return nextStream++;
  }

  private Operand<TType> key() {
    return unsigned(tf.reshape(seed, tf.constant(new int[] {1})));
  }

  private Operand<TType> counter(Operand<TInt64> low, long stream) {
    Operand<TInt64> high =
        tf.math.add(tf.math.mul(step, tf.constant(STREAMS)), tf.constant(stream));
    return unsigned(tf.stack(List.of(low, high)));
  }

  /** The same bits as unsigned integers, a type that the Java API knows no class for. */
  private Operand<TType> unsigned(Operand<TInt64> x) {
    OperationBuilder builder = tf.scope().opBuilder("Bitcast", "Unsigned");
    builder.addInput(x.asOutput());
    builder.setAttr("type", DataType.DT_UINT64);
    return new RawOperand(builder.build());
  }

  /** An operand of a type that the Java API knows no class for. */
  private record RawOperand(Operation op) implements Operand<TType> {
    @Override
    public Output<TType> asOutput() {
      return op.output(0);
    }
  }
}
