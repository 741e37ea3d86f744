package io.stagger.transformer;

import io.stagger.tensorflow.spi.GraphBackbone;
import io.stagger.tensorflow.spi.Initializer;
import io.stagger.tensorflow.spi.MemorySlot;
import io.stagger.tensorflow.spi.NetworkBuilder;
import io.stagger.tensorflow.spi.NetworkDimensions;
import io.stagger.tensorflow.spi.NetworkInput;
import io.stagger.tensorflow.spi.NetworkOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A transformer over tokens. Each token is shown with its noise level and its conditions:
 *
 * <pre>
 * h = Linear(ReLU(Linear([x, sinusoid(level), condition]))) + sinusoid(position)
 * </pre>
 *
 * then come the layers and a linear output. A causal one has a mask in training and a key/value
 * cache of committed tokens in sampling, so a committed token is never computed again.
 *
 * <p>With rotary positions nothing is added for the position; instead pairs of numbers of queries
 * and keys are turned by angles that grow with it, so that attention knows distances alone (Su et
 * al., 2021). A causal one then looks back on a bounded span, and its cache holds no more: it goes
 * on without end, in constant memory and time a token. The first tokens can stay in the cache as
 * attention sinks (Xiao et al., 2024); distances are then those within the cache.
 */
public final class TransformerBackbone implements GraphBackbone {
  /** So low that its exponential is exactly 0 beside any attention score. */
  private static final float MASKED = -1e30f;

  private static final double LONGEST_PERIOD = 10_000;

  private final TransformerConfiguration configuration;

  /** Creates the backbone. */
  public TransformerBackbone(TransformerConfiguration configuration) {
    this.configuration = configuration;
  }

  /** What it was made from. */
  TransformerConfiguration configuration() {
    return configuration;
  }

  @Override
  public boolean causal() {
    return configuration.causal();
  }

  @Override
  public List<MemorySlot> memory(NetworkDimensions dimensions) {
    List<MemorySlot> slots = new ArrayList<>();
    if (configuration.causal()) {
      List<Integer> empty = List.of(configuration.heads(), 0, configuration.headWidth());
      for (int layer = 0; layer < configuration.layers(); layer++) {
        slots.add(new MemorySlot("layers." + layer + ".keys", empty));
        slots.add(new MemorySlot("layers." + layer + ".values", empty));
      }
    }
    return slots;
  }

  @Override
  public boolean remembersWithoutLimit() {
    return configuration.slides();
  }

  @Override
  public NetworkOutput forward(NetworkBuilder builder, NetworkInput input) {
    return new Forward(builder, input).build();
  }

  /**
   * The rows {@code [sin(i w_0), ..., cos(i w_0), ...]} for numbers from {@code first} on, with
   * {@code w_j = 10000^(-j / (width / 2 - 1))}.
   */
  static float[][] sinusoids(int first, int count, int width) {
    int half = width / 2;
    float[][] rows = new float[count][width];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < half; j++) {
        double frequency = half == 1 ? 1 : Math.exp(-j * Math.log(LONGEST_PERIOD) / (half - 1));
        rows[i][j] = (float) Math.sin((first + i) * frequency);
        rows[i][half + j] = (float) Math.cos((first + i) * frequency);
      }
    }
    return rows;
  }

  /**
   * What pairs of numbers are turned by: {@code [cos(i w_0), ..., sin(i w_0), ...]} for numbers
   * from 0 on, with {@code w_j = 10000^(-2 j / width)}.
   */
  static float[][] rotations(int count, int width) {
    int half = width / 2;
    float[][] rows = new float[count][width];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < half; j++) {
        double frequency = Math.pow(LONGEST_PERIOD, -2.0 * j / width);
        rows[i][j] = (float) Math.cos(i * frequency);
        rows[i][half + j] = (float) Math.sin(i * frequency);
      }
    }
    return rows;
  }

  /**
   * Turns the pairs {@code (x_j, x_(j + width / 2))}. That pairs are halves apart and not neighbors
   * changes nothing but the order of a projection's outputs.
   *
   * @param x [batch, heads, time, width]
   * @param rotations rows of {@link #rotations} for the times, [time, width]
   */
  static Operand<TFloat32> turned(Ops tf, Operand<TFloat32> x, Operand<TFloat32> rotations) {
    List<Operand<TFloat32>> angles = halves(tf, rotations, 1);
    List<Operand<TFloat32>> pairs = halves(tf, x, 3);
    Operand<TFloat32> cosine = angles.get(0);
    Operand<TFloat32> sine = angles.get(1);
    return tf.concat(
        List.of(
            tf.math.sub(tf.math.mul(pairs.get(0), cosine), tf.math.mul(pairs.get(1), sine)),
            tf.math.add(tf.math.mul(pairs.get(1), cosine), tf.math.mul(pairs.get(0), sine))),
        tf.constant(3));
  }

  private static List<Operand<TFloat32>> halves(Ops tf, Operand<TFloat32> x, int axis) {
    return tf.split(tf.constant(axis), x, 2L).output().stream()
        .map(o -> (Operand<TFloat32>) o)
        .toList();
  }

  /** One construction of the network. */
  private final class Forward {
    private final NetworkBuilder builder;
    private final NetworkInput input;
    private final Ops tf;
    private final int width = configuration.width();
    private final int heads = configuration.heads();
    private final Operand<TInt32> batch;
    private final Operand<TInt32> time;
    private final List<Operand<TFloat32>> memory = new ArrayList<>();
    private final Operand<TFloat32> mask;
    private final Operand<TInt32> remembered;

    /** Rotary positions of keys and of queries, if there are any. */
    private final Optional<Operand<TFloat32>> keyRotations;

    private final Optional<Operand<TFloat32>> queryRotations;

    Forward(NetworkBuilder builder, NetworkInput input) {
      this.builder = builder;
      this.input = input;
      this.tf = builder.tf();
      Operand<TInt32> shape = tf.shape(input.tokens());
      this.batch = element(shape, 0);
      this.time = element(shape, 1);
      this.remembered =
          input.memory().isEmpty() ? tf.constant(0) : element(tf.shape(input.memory().get(0)), 2);
      this.mask = configuration.causal() ? causalMask() : tf.constant(0f);
      Operand<TInt32> all = tf.math.add(remembered, time);
      this.keyRotations = rotations(tf.constant(0), all);
      this.queryRotations = rotations(remembered, time);
    }

    NetworkOutput build() {
      Operand<TFloat32> h = embed();
      for (int layer = 0; layer < configuration.layers(); layer++) {
        h = layer("layers." + layer + ".", layer, h);
      }
      if (configuration.normalization() == TransformerConfiguration.Normalization.PRE) {
        h = builder.layerNormalization("normalization", h, width);
      }
      int tokenWidth = builder.dimensions().tokens().width();
      Operand<TFloat32> output = builder.linear("output", h, width, tokenWidth);
      return new NetworkOutput(
          tf.reshape(output, tf.stack(List.of(batch, time, tf.constant(tokenWidth)))), memory);
    }

    private Optional<Operand<TFloat32>> rotations(Operand<TInt32> first, Operand<TInt32> count) {
      return switch (configuration.positions()) {
        case SINUSOID -> Optional.empty();
        case ROTARY -> {
          int longest = builder.dimensions().maximumLength();
          int rows = configuration.slides() ? configuration.spanWithin(longest) + longest : longest;
          int headWidth = configuration.headWidth();
          yield Optional.of(
              tf.slice(
                  tf.constant(TransformerBackbone.rotations(rows, headWidth)),
                  tf.stack(List.of(first, tf.constant(0))),
                  tf.stack(List.of(count, tf.constant(headWidth)))));
        }
      };
    }

    private Operand<TInt32> element(Operand<TInt32> vector, int index) {
      return tf.gather(vector, tf.constant(index), tf.constant(0));
    }

    /** Tokens with level, condition and position, [batch * time, width]. */
    private Operand<TFloat32> embed() {
      NetworkDimensions dimensions = builder.dimensions();
      int levelWidth = width / 2;
      int tokenWidth = dimensions.tokens().width();
      int conditionWidth = dimensions.tokens().conditionWidth();
      Operand<TFloat32> levels =
          tf.gather(
              tf.constant(sinusoids(-1, dimensions.levels() + 1, levelWidth)),
              tf.math.add(input.levels(), tf.constant(1)),
              tf.constant(0));
      Operand<TFloat32> shownLevels =
          tf.broadcastTo(levels, tf.stack(List.of(batch, time, tf.constant(levelWidth))));
      List<Operand<TFloat32>> parts = new ArrayList<>(List.of(input.tokens(), shownLevels));
      input.conditions().ifPresent(parts::add);
      int in = tokenWidth + levelWidth + conditionWidth;
      Operand<TFloat32> joined =
          tf.reshape(tf.concat(parts, tf.constant(2)), tf.constant(new int[] {-1, in}));
      Operand<TFloat32> first = tf.nn.relu(builder.linear("input.0", joined, in, width));
      Operand<TFloat32> second = builder.linear("input.1", first, width, width);
      Operand<TFloat32> h = second;
      if (configuration.positions() == TransformerConfiguration.Positions.SINUSOID) {
        Operand<TFloat32> positions =
            tf.slice(
                tf.constant(sinusoids(0, dimensions.maximumLength(), width)),
                tf.stack(List.of(input.firstPosition(), tf.constant(0))),
                tf.stack(List.of(time, tf.constant(width))));
        Operand<TFloat32> placed =
            tf.math.add(
                tf.reshape(second, tf.stack(List.of(batch, time, tf.constant(width)))), positions);
        h = tf.reshape(placed, tf.constant(new int[] {-1, width}));
      }
      return builder.dropout(h, configuration.dropout());
    }

    private Operand<TFloat32> layer(String name, int index, Operand<TFloat32> h) {
      return switch (configuration.normalization()) {
        case PRE -> {
          Operand<TFloat32> attended =
              tf.math.add(h, attention(name, index, normalized(name + "normalization.0", h)));
          yield tf.math.add(
              attended, feedForward(name, normalized(name + "normalization.1", attended)));
        }
        case POST -> {
          Operand<TFloat32> attended =
              normalized(name + "normalization.0", tf.math.add(h, attention(name, index, h)));
          yield normalized(
              name + "normalization.1", tf.math.add(attended, feedForward(name, attended)));
        }
      };
    }

    private Operand<TFloat32> normalized(String name, Operand<TFloat32> x) {
      return builder.layerNormalization(name, x, width);
    }

    private Operand<TFloat32> feedForward(String name, Operand<TFloat32> x) {
      int hidden = configuration.feedForward();
      Operand<TFloat32> inner = builder.linear(name + "feed-forward.0", x, width, hidden);
      Operand<TFloat32> activated =
          switch (configuration.activation()) {
            case RELU -> tf.nn.relu(inner);
            case GELU -> gelu(inner);
          };
      Operand<TFloat32> outer =
          builder.linear(
              name + "feed-forward.1",
              builder.dropout(activated, configuration.dropout()),
              hidden,
              width);
      return builder.dropout(outer, configuration.dropout());
    }

    private Operand<TFloat32> gelu(Operand<TFloat32> x) {
      Operand<TFloat32> scaled = tf.math.mul(x, tf.constant((float) Math.sqrt(0.5)));
      Operand<TFloat32> share =
          tf.math.add(tf.constant(0.5f), tf.math.mul(tf.constant(0.5f), tf.math.erf(scaled)));
      return tf.math.mul(x, share);
    }

    private Operand<TFloat32> attention(String name, int index, Operand<TFloat32> x) {
      Operand<TFloat32> projected =
          builder.linear(
              name + "attention.input",
              x,
              width,
              3 * width,
              Initializer.glorotUniform(width, 3 * width),
              Initializer.zeros());
      int headWidth = configuration.headWidth();
      Operand<TFloat32> split =
          tf.linalg.transpose(
              tf.reshape(
                  projected,
                  tf.stack(
                      List.of(
                          batch,
                          time,
                          tf.constant(3),
                          tf.constant(heads),
                          tf.constant(headWidth)))),
              tf.constant(new int[] {2, 0, 3, 1, 4}));
      List<Operand<TFloat32>> parts =
          tf.unstack(split, 3L).output().stream().map(o -> (Operand<TFloat32>) o).toList();
      Operand<TFloat32> queries =
          tf.math.mul(parts.get(0), tf.constant((float) (1 / Math.sqrt(headWidth))));
      Operand<TFloat32> keys = parts.get(1);
      Operand<TFloat32> values = parts.get(2);
      if (!input.memory().isEmpty()) {
        Operand<TInt32> timeAxis = tf.constant(2);
        keys = tf.concat(List.of(input.memory().get(2 * index), keys), timeAxis);
        values = tf.concat(List.of(input.memory().get(2 * index + 1), values), timeAxis);
      }
      if (configuration.causal()) {
        memory.add(kept(keys));
        memory.add(kept(values));
      }
      // Keys are remembered as they were before, because their place in the cache changes.
      if (keyRotations.isPresent()) {
        keys = turned(tf, keys, keyRotations.get());
        queries = turned(tf, queries, queryRotations.orElseThrow());
      }
      Operand<TFloat32> scores = builder.multiply(queries, keys, true);
      if (configuration.causal()) {
        scores = tf.math.add(scores, mask);
      }
      Operand<TFloat32> shares = builder.dropout(tf.nn.softmax(scores), configuration.dropout());
      Operand<TFloat32> attended =
          tf.linalg.transpose(
              builder.multiply(shares, values, false), tf.constant(new int[] {0, 2, 1, 3}));
      Initializer uniform = Initializer.fanInUniform(width);
      Operand<TFloat32> output =
          builder.linear(
              name + "attention.output",
              tf.reshape(attended, tf.constant(new int[] {-1, width})),
              width,
              width,
              uniform,
              Initializer.zeros());
      return builder.dropout(output, configuration.dropout());
    }

    /** What a cache keeps of keys or values [batch, heads, time, head width]. */
    private Operand<TFloat32> kept(Operand<TFloat32> all) {
      if (!configuration.slides()) {
        return all;
      }
      int most = configuration.spanWithin(builder.dimensions().maximumLength()) - 1;
      int sinks = sinks();
      Operand<TInt32> zero = tf.constant(0);
      Operand<TInt32> dropped =
          tf.math.maximum(tf.math.sub(tf.math.add(remembered, time), tf.constant(most)), zero);
      if (sinks == 0) {
        return slice(all, dropped, tf.constant(-1));
      }
      Operand<TInt32> first = tf.math.minimum(tf.math.add(remembered, time), tf.constant(sinks));
      return tf.concat(
          List.of(
              slice(all, zero, first), slice(all, tf.math.add(first, dropped), tf.constant(-1))),
          tf.constant(2));
    }

    /** Room is left for one other at least, where a sequence is shorter than settings foresee. */
    private int sinks() {
      int most = configuration.spanWithin(builder.dimensions().maximumLength()) - 1;
      return Math.max(0, Math.min(configuration.sinks(), most - 1));
    }

    private Operand<TFloat32> slice(
        Operand<TFloat32> all, Operand<TInt32> first, Operand<TInt32> count) {
      Operand<TInt32> zero = tf.constant(0);
      Operand<TInt32> rest = tf.constant(-1);
      return tf.slice(
          all,
          tf.stack(List.of(zero, zero, first, zero)),
          tf.stack(List.of(rest, rest, count, rest)));
    }

    /** 0 where a token may look, [time, remembered + time]; remembered tokens come first. */
    private Operand<TFloat32> causalMask() {
      Operand<TInt32> zero = tf.constant(0);
      Operand<TInt32> one = tf.constant(1);
      Operand<TInt32> rows = tf.expandDims(tf.math.add(tf.range(zero, time, one), remembered), one);
      Operand<TInt32> columns =
          tf.expandDims(tf.range(zero, tf.math.add(time, remembered), one), zero);
      Operand<TBool> seen = tf.math.lessEqual(columns, rows);
      if (configuration.slides()) {
        int span = configuration.spanWithin(builder.dimensions().maximumLength());
        Operand<TBool> near = tf.math.less(tf.math.sub(rows, columns), tf.constant(span));
        Operand<TBool> sink = tf.math.less(columns, tf.constant(sinks()));
        seen = tf.math.logicalAnd(seen, tf.math.logicalOr(near, sink));
      }
      return tf.select(seen, tf.constant(0f), tf.constant(MASKED));
    }
  }
}
