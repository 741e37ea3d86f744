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
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
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

    Forward(NetworkBuilder builder, NetworkInput input) {
      this.builder = builder;
      this.input = input;
      this.tf = builder.tf();
      Operand<TInt32> shape = tf.shape(input.tokens());
      this.batch = element(shape, 0);
      this.time = element(shape, 1);
      this.mask = configuration.causal() ? causalMask() : tf.constant(0f);
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
      Operand<TFloat32> positions =
          tf.slice(
              tf.constant(sinusoids(0, dimensions.maximumLength(), width)),
              tf.stack(List.of(input.firstPosition(), tf.constant(0))),
              tf.stack(List.of(time, tf.constant(width))));
      Operand<TFloat32> placed =
          tf.math.add(
              tf.reshape(second, tf.stack(List.of(batch, time, tf.constant(width)))), positions);
      Operand<TFloat32> h = tf.reshape(placed, tf.constant(new int[] {-1, width}));
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
        memory.add(keys);
        memory.add(values);
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

    /** 0 where a token may look, [time, remembered + time]; remembered tokens come first. */
    private Operand<TFloat32> causalMask() {
      Operand<TInt32> zero = tf.constant(0);
      Operand<TInt32> one = tf.constant(1);
      Operand<TInt32> remembered =
          input.memory().isEmpty() ? zero : element(tf.shape(input.memory().get(0)), 2);
      Operand<TInt32> rows = tf.expandDims(tf.math.add(tf.range(zero, time, one), remembered), one);
      Operand<TInt32> columns =
          tf.expandDims(tf.range(zero, tf.math.add(time, remembered), one), zero);
      return tf.select(tf.math.lessEqual(columns, rows), tf.constant(0f), tf.constant(MASKED));
    }
  }
}
