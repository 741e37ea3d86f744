package io.stagger.recurrent;

import io.stagger.api.StaggerException;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
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
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A recurrent network over tokens (Chen et al., 2024: "Diffusion Forcing", section 3.2 and
 * appendix). One cell both updates the latent state by a noisy token and lets the head denoise it:
 *
 * <pre>
 * e_t = MLP(sinusoid(level_t)) + MLP(condition_t)
 * z_t = cell(z_{t-1}, x_t, e_t)
 * y_t = Linear(z_t)
 * </pre>
 *
 * <p>The cell is residual MLPs over {@code [z, x, e]}, a stack of GRU cells (Cho et al., 2014)
 * whose states are parts of {@code z}, and residual MLPs again. What it computes of {@code x} and
 * {@code e} before the state comes in is computed for all tokens at once.
 *
 * <p>If {@code n} first tokens are held on to, the first residual MLP sees {@code [z_{t-1}, z_n,
 * x_t, e_t]}, with zeros in the place of the anchor {@code z_n} up to and with token {@code n}.
 *
 * <p>It is causal, its memory is the state and the anchor, and beyond the first tokens their
 * positions don't matter: any number of tokens may be committed.
 */
public final class RecurrentBackbone implements GraphBackbone {
  private static final int ENCODER_WIDTH = 128;
  private static final double LONGEST_PERIOD = 10_000;

  private final RecurrentConfiguration configuration;

  /** Creates the backbone. */
  public RecurrentBackbone(RecurrentConfiguration configuration) {
    this.configuration = configuration;
  }

  /** What it was made from. */
  RecurrentConfiguration configuration() {
    return configuration;
  }

  @Override
  public boolean causal() {
    return true;
  }

  @Override
  public boolean remembersWithoutLimit() {
    return true;
  }

  /** What is carried from token to token: the state, and the anchor if there is one. */
  @Override
  public List<MemorySlot> memory(NetworkDimensions dimensions) {
    return List.of(new MemorySlot("state", List.of(configuration.carriedWidth())));
  }

  /**
   * {@inheritDoc}
   *
   * @throws StaggerException if sequences end before or with the tokens that are held on to
   */
  @Override
  public NetworkOutput forward(NetworkBuilder builder, NetworkInput input) {
    int length = builder.dimensions().maximumLength();
    if (configuration.anchorTokens() >= length) {
      throw new StaggerException(
          "backbone.anchorTokens is %d, but must be smaller than the number of tokens of a sequence, which is %d: what the network makes of the state after the first tokens is learned from the tokens that come later."
              .formatted(configuration.anchorTokens(), length));
    }
    return new Forward(builder, input).build();
  }

  /**
   * The rows {@code [sin(k w_0), ..., cos(k w_0), ...]} for levels k from -1 on, with {@code w_j =
   * 10000^(-j / (width / 2 - 1))}.
   */
  private static float[][] sinusoids(int levels, int width) {
    int half = width / 2;
    float[][] rows = new float[levels + 1][width];
    for (int level = -1; level < levels; level++) {
      for (int j = 0; j < half; j++) {
        double frequency = half == 1 ? 1 : Math.exp(-j * Math.log(LONGEST_PERIOD) / (half - 1));
        rows[level + 1][j] = (float) Math.sin(level * frequency);
        rows[level + 1][half + j] = (float) Math.cos(level * frequency);
      }
    }
    return rows;
  }

  /** x times the normal distribution function of x (Hendrycks and Gimpel, 2016). */
  private static Operand<TFloat32> gelu(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> scaled = tf.math.mul(x, tf.constant((float) Math.sqrt(0.5)));
    Operand<TFloat32> half = tf.constant(0.5f);
    return tf.math.mul(x, tf.math.add(half, tf.math.mul(half, tf.math.erf(scaled))));
  }

  /** A linear layer over [carried, x, e]: what it makes of what is carried is left to the cell. */
  private record EntryLayer(String name, boolean shortcut, int out, Initializer initializer) {
    /** A shortcut changes nothing where the width stays the same. */
    boolean passesOn(int in) {
      return shortcut && in == out;
    }
  }

  /** One construction of the network. */
  private final class Forward {
    private final NetworkBuilder builder;
    private final NetworkInput input;
    private final Ops tf;
    private final int stateWidth = configuration.stateWidth();
    private final int embeddingWidth = configuration.networkSize();
    private final int tokenWidth;
    private final int shownWidth;
    private final Operand<TInt32> batch;
    private final Operand<TInt32> time;

    Forward(NetworkBuilder builder, NetworkInput input) {
      this.builder = builder;
      this.input = input;
      this.tf = builder.tf();
      this.tokenWidth = builder.dimensions().tokens().width();
      this.shownWidth = tokenWidth + embeddingWidth;
      Operand<TInt32> shape = tf.shape(input.tokens());
      this.batch = tf.gather(shape, tf.constant(0), tf.constant(0));
      this.time = tf.gather(shape, tf.constant(1), tf.constant(0));
    }

    NetworkOutput build() {
      Operand<TFloat32> shown = shown();
      Operand<TFloat32> initial = initiallyCarried(shown);
      int carried = configuration.carriedWidth();
      int in = carried + shownWidth;
      List<EntryLayer> layers = entryLayers(in);
      List<Operand<TFloat32>> ofState = new ArrayList<>();
      List<Operand<TFloat32>> ofShown = new ArrayList<>();
      List<Operand<TFloat32>> biases = new ArrayList<>();
      for (EntryLayer layer : layers) {
        Operand<TFloat32> weights = weights(layer, in);
        ofState.add(rows(weights, 0, carried, layer.out()));
        ofShown.add(rows(weights, carried, shownWidth, layer.out()));
        biases.add(bias(layer, in));
      }
      Operand<TFloat32> entries =
          tf.math.add(builder.multiply(shown, joined(ofShown, 1), false), joined(biases, 0));
      Operand<TFloat32> ofTokens =
          tf.reshape(
              entries, tf.stack(List.of(batch, time, tf.constant(configuration.entryWidth()))));
      Operand<TFloat32> carriedStates =
          builder.scan(
              initial,
              configuration.anchored()
                  ? tf.concat(List.of(ofTokens, anchorMarks()), tf.constant(2))
                  : ofTokens,
              List.of(joined(ofState, 1)),
              (cellBuilder, carriedBefore, entry, shared) ->
                  new Cell(cellBuilder, carriedBefore).next(entry, shared.get(0)));
      Operand<TFloat32> states =
          configuration.anchored()
              ? tf.slice(
                  carriedStates,
                  tf.constant(new int[] {0, 0, 0}),
                  tf.constant(new int[] {-1, -1, stateWidth}))
              : carriedStates;
      Operand<TFloat32> flat = tf.reshape(states, tf.constant(new int[] {-1, stateWidth}));
      Operand<TFloat32> output = builder.linear("output", flat, stateWidth, tokenWidth);
      return new NetworkOutput(
          tf.reshape(output, tf.stack(List.of(batch, time, tf.constant(tokenWidth)))),
          List.of(tf.gather(carriedStates, tf.math.sub(time, tf.constant(1)), tf.constant(1))));
    }

    /** 1 for the token after which the state is held on to, 0 for others, [batch, time, 1]. */
    private Operand<TFloat32> anchorMarks() {
      Operand<TInt32> positions =
          tf.range(input.firstPosition(), tf.math.add(input.firstPosition(), time), tf.constant(1));
      Operand<TFloat32> marks =
          tf.dtypes.cast(
              tf.math.equal(positions, tf.constant(configuration.anchorTokens() - 1)),
              TFloat32.class);
      return tf.broadcastTo(
          tf.reshape(marks, tf.constant(new int[] {1, -1, 1})),
          tf.stack(List.of(batch, time, tf.constant(1))));
    }

    private Operand<TFloat32> weights(EntryLayer layer, int in) {
      if (layer.passesOn(in)) {
        float[][] identity = new float[in][in];
        for (int i = 0; i < in; i++) {
          identity[i][i] = 1;
        }
        return tf.constant(identity);
      }
      return builder.parameter(
          layer.name() + ".weight", Shape.of(in, layer.out()), layer.initializer());
    }

    private Operand<TFloat32> bias(EntryLayer layer, int in) {
      return layer.passesOn(in)
          ? tf.constant(new float[in])
          : builder.parameter(layer.name() + ".bias", Shape.of(layer.out()), layer.initializer());
    }

    private Operand<TFloat32> rows(Operand<TFloat32> matrix, int first, int count, int width) {
      return tf.slice(
          matrix, tf.constant(new int[] {first, 0}), tf.constant(new int[] {count, width}));
    }

    private Operand<TFloat32> joined(List<Operand<TFloat32>> parts, int axis) {
      return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(axis));
    }

    /** What a cell sees of each token: values and embedding, [batch * time, shown width]. */
    private Operand<TFloat32> shown() {
      Operand<TFloat32> embedding =
          embedded(
              "level",
              tf.gather(
                  tf.constant(sinusoids(builder.dimensions().levels(), embeddingWidth)),
                  tf.math.add(input.levels(), tf.constant(1)),
                  tf.constant(0)),
              embeddingWidth);
      if (input.conditions().isPresent()) {
        int conditionWidth = builder.dimensions().tokens().conditionWidth();
        embedding =
            tf.math.add(embedding, embedded("condition", input.conditions().get(), conditionWidth));
      }
      Operand<TFloat32> everywhere =
          tf.broadcastTo(embedding, tf.stack(List.of(batch, time, tf.constant(embeddingWidth))));
      return tf.reshape(
          tf.concat(List.of(input.tokens(), everywhere), tf.constant(2)),
          tf.constant(new int[] {-1, shownWidth}));
    }

    private Operand<TFloat32> embedded(String name, Operand<TFloat32> x, int width) {
      return builder.linear(
          name + ".1",
          gelu(tf, builder.linear(name + ".0", x, width, embeddingWidth)),
          embeddingWidth,
          embeddingWidth);
    }

    /** What is carried to the first of these tokens, [batch, carried width]. */
    private Operand<TFloat32> initiallyCarried(Operand<TFloat32> shown) {
      boolean remembered = !input.memory().isEmpty();
      if (remembered && configuration.initialState() == InitialState.ZEROS) {
        return input.memory().get(0);
      }
      Operand<TFloat32> state =
          switch (configuration.initialState()) {
            case ZEROS -> zeros(stateWidth);
            case LEARNED ->
                tf.broadcastTo(
                    builder.parameter("initial", Shape.of(stateWidth), Initializer.zeros()),
                    tf.stack(List.of(batch, tf.constant(stateWidth))));
            case ENCODED -> encoded(shown);
          };
      Operand<TFloat32> initial =
          configuration.anchored()
              ? tf.concat(List.of(state, zeros(stateWidth)), tf.constant(1))
              : state;
      return remembered
          ? tf.select(
              tf.math.greater(tf.fill(tf.shape(initial), input.firstPosition()), tf.constant(0)),
              input.memory().get(0),
              initial)
          : initial;
    }

    private Operand<TFloat32> zeros(int width) {
      return tf.fill(tf.stack(List.of(batch, tf.constant(width))), tf.constant(0f));
    }

    private Operand<TFloat32> encoded(Operand<TFloat32> shown) {
      Operand<TFloat32> first =
          tf.gather(
              tf.reshape(shown, tf.stack(List.of(batch, time, tf.constant(shownWidth)))),
              tf.constant(0),
              tf.constant(1));
      Operand<TFloat32> h =
          tf.nn.elu(builder.linear("encoder.0", first, shownWidth, ENCODER_WIDTH));
      h = tf.nn.elu(builder.linear("encoder.1", h, ENCODER_WIDTH, ENCODER_WIDTH));
      return builder.linear("encoder.2", h, ENCODER_WIDTH, stateWidth);
    }

    private List<EntryLayer> entryLayers(int in) {
      if (configuration.mlpLayers() == 0) {
        return List.of(
            new EntryLayer(
                "gru.0.input",
                false,
                configuration.entryWidth(),
                Initializer.fanInUniform(configuration.cellWidth())));
      }
      Initializer initializer = Initializer.fanInUniform(in);
      int out = configuration.firstWidth();
      return List.of(
          new EntryLayer("before.0.0", false, out, initializer),
          new EntryLayer("before.0.shortcut", true, out, initializer));
    }
  }

  /** One step of the recurrence. */
  private final class Cell {
    private final NetworkBuilder builder;
    private final Ops tf;
    private final Operand<TFloat32> carried;
    private final Operand<TFloat32> state;
    private final int stateWidth = configuration.stateWidth();
    private final int layers = configuration.mlpLayers();

    /**
     * Creates a step.
     *
     * @param carried the state before a token, beside it the anchor if there is one
     */
    Cell(NetworkBuilder builder, Operand<TFloat32> carried) {
      this.builder = builder;
      this.tf = builder.tf();
      this.carried = carried;
      this.state = configuration.anchored() ? columns(carried, 0, stateWidth) : carried;
    }

    /**
     * What is carried on after a token.
     *
     * @param entry what the entry layers make of the token; with an anchor, then a 1 if it is the
     *     last token that is held on to, and otherwise a 0
     * @param ofCarried the weights by which they see what is carried
     */
    Operand<TFloat32> next(Operand<TFloat32> entry, Operand<TFloat32> ofCarried) {
      if (!configuration.anchored()) {
        return newState(entry, ofCarried);
      }
      int width = configuration.entryWidth();
      Operand<TFloat32> after = newState(columns(entry, 0, width), ofCarried);
      Operand<TFloat32> anchor =
          tf.math.add(
              columns(carried, stateWidth, stateWidth),
              tf.math.mul(columns(entry, width, 1), after));
      return tf.concat(List.of(after, anchor), tf.constant(1));
    }

    private Operand<TFloat32> columns(Operand<TFloat32> x, int first, int count) {
      return tf.slice(x, tf.constant(new int[] {0, first}), tf.constant(new int[] {-1, count}));
    }

    private Operand<TFloat32> newState(Operand<TFloat32> entry, Operand<TFloat32> ofCarried) {
      Operand<TFloat32> h = tf.math.add(entry, builder.multiply(carried, ofCarried, false));
      if (layers > 0) {
        h = before(h);
      }
      if (configuration.gruLayers() > 0) {
        h = cells(h);
      }
      return layers > 0 ? after(h) : h;
    }

    private Operand<TFloat32> before(Operand<TFloat32> entry) {
      List<Operand<TFloat32>> parts = split(entry, 2);
      int out = configuration.firstWidth();
      Operand<TFloat32> h = joined("before.0", parts.get(0), parts.get(1), out);
      return layers == 1 ? h : rest("before", h, 1);
    }

    private Operand<TFloat32> after(Operand<TFloat32> h) {
      if (layers == 1) {
        return builder.linear("after.0", h, stateWidth, stateWidth);
      }
      return rest("after", block("after.0", h, stateWidth), 1);
    }

    /** Residual blocks from a number on, and the linear layer that ends them. */
    private Operand<TFloat32> rest(String name, Operand<TFloat32> x, int first) {
      int hidden = configuration.hidden();
      Operand<TFloat32> h = x;
      for (int layer = first; layer < layers - 1; layer++) {
        h = block(name + "." + layer, h, hidden);
      }
      return builder.linear(name + "." + (layers - 1), h, hidden, stateWidth);
    }

    /**
     * A residual block to the hidden width, whose shortcut is a layer only if it changes the width.
     */
    private Operand<TFloat32> block(String name, Operand<TFloat32> x, int in) {
      int hidden = configuration.hidden();
      Operand<TFloat32> shortcut =
          in == hidden ? x : builder.linear(name + ".shortcut", x, in, hidden);
      return joined(name, builder.linear(name + ".0", x, in, hidden), shortcut, hidden);
    }

    /** The end of a residual block: {@code GELU(shortcut + Linear(GELU(inner)))}. */
    private Operand<TFloat32> joined(
        String name, Operand<TFloat32> inner, Operand<TFloat32> shortcut, int width) {
      Operand<TFloat32> outer = builder.linear(name + ".1", gelu(tf, inner), width, width);
      return gelu(tf, tf.math.add(shortcut, outer));
    }

    /** The GRU cells, one's output being the next one's input; their new states side by side. */
    private Operand<TFloat32> cells(Operand<TFloat32> x) {
      int count = configuration.gruLayers();
      int width = configuration.cellWidth();
      Initializer initializer = Initializer.fanInUniform(width);
      List<Operand<TFloat32>> before = split(state, count);
      List<Operand<TFloat32>> after = new ArrayList<>();
      Operand<TFloat32> h = x;
      for (int layer = 0; layer < count; layer++) {
        String name = "gru." + layer;
        int in = layer == 0 ? stateWidth : width;
        Operand<TFloat32> ofInput =
            layer == 0 && layers == 0
                ? h
                : builder.linear(name + ".input", h, in, 3 * width, initializer, initializer);
        Operand<TFloat32> ofState =
            builder.linear(
                name + ".state", before.get(layer), width, 3 * width, initializer, initializer);
        h = gated(split(ofInput, 3), split(ofState, 3), before.get(layer));
        after.add(h);
      }
      return count == 1 ? h : tf.concat(after, tf.constant(1));
    }

    /** The new state of a GRU cell from its gates: reset, update and candidate. */
    private Operand<TFloat32> gated(
        List<Operand<TFloat32>> ofInput,
        List<Operand<TFloat32>> ofState,
        Operand<TFloat32> before) {
      Operand<TFloat32> reset = tf.math.sigmoid(tf.math.add(ofInput.get(0), ofState.get(0)));
      Operand<TFloat32> update = tf.math.sigmoid(tf.math.add(ofInput.get(1), ofState.get(1)));
      Operand<TFloat32> candidate =
          tf.math.tanh(tf.math.add(ofInput.get(2), tf.math.mul(reset, ofState.get(2))));
      return tf.math.add(candidate, tf.math.mul(update, tf.math.sub(before, candidate)));
    }

    private List<Operand<TFloat32>> split(Operand<TFloat32> x, int parts) {
      return parts == 1
          ? List.of(x)
          : List.copyOf(tf.split(tf.constant(1), x, (long) parts).output());
    }
  }
}
