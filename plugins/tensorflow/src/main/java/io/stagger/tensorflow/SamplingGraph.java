package io.stagger.tensorflow;

import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.StatePart;
import io.stagger.tensorflow.spi.MemorySlot;
import io.stagger.tensorflow.spi.NetworkInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.While;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A loop of denoising steps as one part of a model's graph: however many steps a plan has, they are
 * one call. The body of the loop reaches the weights by the names of their variables.
 */
final class SamplingGraph {
  /**
   * What differs from loop to loop.
   *
   * @param weights which parameters are read
   * @param noise whether any step adds noise
   * @param history whether clean predictions are kept for the next step
   */
  record Variant(StatePart weights, boolean noise, boolean history) {}

  /** Of two streams: what updates add and what inputs get. */
  private static final int FIRST_STREAM = 0;

  /** What a loop steps: each sequence as it is. */
  private static final Optional<Operand<TInt32>> NO_FUTURES = Optional.empty();

  /** What a step reads and doesn't change, as operands or placeholders of one graph. */
  record Fixed(
      Operand<TFloat32> table,
      Optional<Operand<TFloat32>> conditions,
      Operand<TInt32> firstPosition,
      Operand<TInt64> seed,
      Operand<TInt64> firstStep,
      Operand<TFloat32> cleanClip,
      List<Operand<TFloat32>> memory) {
    List<Operand<?>> flat() {
      List<Operand<?>> all = new ArrayList<>();
      all.add(table);
      conditions.ifPresent(all::add);
      all.add(firstPosition);
      all.add(seed);
      all.add(firstStep);
      all.add(cleanClip);
      all.addAll(memory);
      return all;
    }
  }

  /**
   * A step up to the network's prediction.
   *
   * @param columns the coefficients of the step
   * @param input what the network saw
   * @param rawClean the clean prediction before guidance and clipping
   * @param updateNoise the noise that the update may add
   */
  record Predicted(
      Columns columns,
      Operand<TFloat32> input,
      Operand<TFloat32> rawClean,
      Optional<Operand<TFloat32>> updateNoise) {}

  /**
   * A finished step.
   *
   * @param tokens the next tokens
   * @param clean the clean prediction, guided and clipped
   */
  record Stepped(Operand<TFloat32> tokens, Operand<TFloat32> clean) {}

  final Placeholder<TFloat32> tokens;
  final Optional<Placeholder<TFloat32>> history;
  final Fixed fixed;
  final Operand<TFloat32> nextTokens;
  final Optional<Operand<TFloat32>> nextHistory;

  SamplingGraph(TensorFlowModel model, Variant variant) {
    Ops tf = model.tf();
    int width = model.dimensions().tokens().width();
    tokens = tokenPlaceholder(tf, width);
    history = variant.history() ? Optional.of(tokenPlaceholder(tf, width)) : Optional.empty();
    fixed = placeholders(model, tf);
    ConcreteFunction condition =
        ConcreteFunction.create(
            f -> {
              LoopState state = LoopState.placeholders(model, f, variant.history());
              Operand<TInt32> steps =
                  f.squeeze(
                      f.slice(
                          f.shape(state.fixed().table()),
                          f.constant(new int[] {0}),
                          f.constant(new int[] {1})));
              return LoopSignature.of("condition", state.flat())
                  .output("goOn", f.math.less(state.step(), steps))
                  .build();
            });
    ConcreteFunction body =
        ConcreteFunction.create(
            f -> {
              LoopState state = LoopState.placeholders(model, f, variant.history());
              return LoopSignature.step(
                  "body", state.flat(), body(model, f, state, variant).flat(), f);
            });
    LoopState start = new LoopState(tf.constant(0), tokens, history.map(h -> h), fixed);
    While loop = tf.whileOp(start.flat(), condition, body);
    nextTokens = floats(loop.output().get(1));
    nextHistory = variant.history() ? Optional.of(floats(loop.output().get(2))) : Optional.empty();
  }

  private static LoopState body(TensorFlowModel model, Ops f, LoopState state, Variant variant) {
    Predicted predicted =
        predict(model, f, variant, state.step(), state.tokens(), state.fixed(), NO_FUTURES);
    Stepped stepped =
        finish(f, predicted, state.tokens(), state.history(), state.fixed(), Optional.empty());
    return new LoopState(
        f.math.add(state.step(), f.constant(1)),
        stepped.tokens(),
        state.history().map(before -> stepped.clean()),
        state.fixed());
  }

  /**
   * Builds a denoising step of all tokens up to the network's prediction.
   *
   * @param row which step of the plan, a scalar
   * @param tokens [batch, time, width], or [futures * batch, time, width]
   * @param futures a scalar, how many futures of each sequence there are; all see the same noise.
   *     Present for a step that is guided, so that a gradient goes back through the network
   */
  static Predicted predict(
      TensorFlowModel model,
      Ops tf,
      Variant variant,
      Operand<TInt32> row,
      Operand<TFloat32> tokens,
      Fixed fixed,
      Optional<Operand<TInt32>> futures) {
    Columns columns = new Columns(tf, tf.gather(fixed.table(), row, tf.constant(0)));
    Operand<TFloat32> input = tf.math.mul(tokens, columns.get(Columns.INPUT_SCALE));
    Optional<Operand<TFloat32>> updateNoise = Optional.empty();
    if (variant.noise()) {
      Operand<TInt32> shape = tf.shape(tokens);
      Operand<TInt64> step = tf.math.add(fixed.firstStep(), tf.dtypes.cast(row, TInt64.class));
      GraphNoise noise = new GraphNoise(tf, fixed.seed(), step, FIRST_STREAM);
      updateNoise = Optional.of(draw(model, tf, noise, shape, fixed, futures));
      Operand<TFloat32> inputNoise = draw(model, tf, noise, shape, fixed, futures);
      input = tf.math.add(input, tf.math.mul(inputNoise, columns.get(Columns.INPUT_NOISE)));
    }
    Operand<TInt32> levels =
        tf.reshape(
            tf.dtypes.cast(columns.get(Columns.LEVEL), TInt32.class),
            tf.constant(new int[] {1, -1}));
    Operand<TFloat32> output =
        model
            .backbone()
            .forward(
                model.networkBuilder(tf, model.suffix(variant.weights()), futures.isPresent()),
                new NetworkInput(
                    input, levels, fixed.conditions(), fixed.firstPosition(), fixed.memory()))
            .output();
    double outputClip = model.request().parameterization().outputClip(model.request().noiseClip());
    if (Double.isFinite(outputClip)) {
      Operand<TFloat32> bound = tf.constant((float) outputClip);
      output = tf.clipByValue(output, tf.math.neg(bound), bound);
    }
    Operand<TFloat32> rawClean =
        tf.math.add(
            tf.math.mul(input, columns.get(Columns.CLEAN_FROM_STATE)),
            tf.math.mul(output, columns.get(Columns.CLEAN_FROM_OUTPUT)));
    return new Predicted(columns, input, rawClean, updateNoise);
  }

  /**
   * Builds the rest of a denoising step.
   *
   * @param correction is added to the clean prediction in the share that the plan says
   */
  static Stepped finish(
      Ops tf,
      Predicted predicted,
      Operand<TFloat32> tokens,
      Optional<Operand<TFloat32>> history,
      Fixed fixed,
      Optional<Operand<TFloat32>> correction) {
    Columns columns = predicted.columns();
    Operand<TFloat32> clean = predicted.rawClean();
    if (correction.isPresent()) {
      clean = tf.math.add(clean, tf.math.mul(correction.get(), columns.get(Columns.GUIDANCE)));
    }
    clean = tf.clipByValue(clean, tf.math.neg(fixed.cleanClip()), fixed.cleanClip());
    Operand<TFloat32> next =
        tf.math.add(
            tf.math.mul(tokens, columns.get(Columns.STATE)),
            tf.math.mul(clean, columns.get(Columns.CLEAN)));
    if (predicted.updateNoise().isPresent()) {
      next =
          tf.math.add(next, tf.math.mul(predicted.updateNoise().get(), columns.get(Columns.NOISE)));
    }
    if (history.isPresent()) {
      next = tf.math.add(next, tf.math.mul(history.get(), columns.get(Columns.HISTORY)));
    }
    Operand<TBool> changes = tf.math.greater(columns.get(Columns.CHANGES), tf.constant(0f));
    // Selected rather than multiplied, so that a token that waits keeps its bits. A token that
    // waits keeps its history too: the prediction of its last step.
    Operand<TFloat32> kept = tf.select(changes, next, tokens);
    Operand<TFloat32> remembered =
        history.isPresent() ? tf.select(changes, clean, history.get()) : clean;
    return new Stepped(kept, remembered);
  }

  private static Operand<TFloat32> draw(
      TensorFlowModel model,
      Ops tf,
      GraphNoise noise,
      Operand<TInt32> shape,
      Fixed fixed,
      Optional<Operand<TInt32>> futures) {
    int width = model.dimensions().tokens().width();
    Operand<TInt32> rows = dimension(tf, shape, 0);
    Operand<TInt32> time = dimension(tf, shape, 1);
    Operand<TInt32> batch = futures.isPresent() ? tf.math.div(rows, futures.get()) : rows;
    Operand<TFloat32> drawn =
        clipped(model, tf, noise.normalTokens(batch, time, width, fixed.firstPosition()));
    if (futures.isEmpty()) {
      return drawn;
    }
    Operand<TInt32> one = tf.constant(1);
    return tf.reshape(
        tf.tile(drawn, tf.stack(List.of(futures.get(), one, one))),
        tf.stack(List.of(rows, time, tf.constant(width))));
  }

  /** Noise within the bound of a model. */
  static Operand<TFloat32> clipped(TensorFlowModel model, Ops tf, Operand<TFloat32> noise) {
    Operand<TFloat32> bound = tf.constant((float) model.request().noiseClip());
    return tf.clipByValue(noise, tf.math.neg(bound), bound);
  }

  /** One dimension of a shape as a scalar. */
  static Operand<TInt32> dimension(Ops tf, Operand<TInt32> shape, int index) {
    return tf.squeeze(tf.slice(shape, tf.constant(new int[] {index}), tf.constant(new int[] {1})));
  }

  /** Placeholders for what a step reads, in a graph or function. */
  static Fixed placeholders(TensorFlowModel model, Ops tf) {
    int conditionWidth = model.dimensions().tokens().conditionWidth();
    List<Operand<TFloat32>> memory = new ArrayList<>();
    for (MemorySlot slot : model.backbone().memory(model.dimensions())) {
      memory.add(tf.placeholder(TFloat32.class, Placeholder.shape(slotShape(slot))));
    }
    return new Fixed(
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, DenoisingSteps.COLUMNS))),
        conditionWidth == 0
            ? Optional.empty()
            : Optional.of(
                tf.placeholder(
                    TFloat32.class, Placeholder.shape(Shape.of(-1, -1, conditionWidth)))),
        tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar())),
        tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar())),
        tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar())),
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar())),
        List.copyOf(memory));
  }

  /** A slot's shape with unknown batch and growing dimensions. */
  static Shape slotShape(MemorySlot slot) {
    long[] shape = new long[slot.emptyShape().size() + 1];
    shape[0] = Shape.UNKNOWN_SIZE;
    for (int i = 1; i < shape.length; i++) {
      int size = slot.emptyShape().get(i - 1);
      shape[i] = size == 0 ? Shape.UNKNOWN_SIZE : size;
    }
    return Shape.of(shape);
  }

  static Placeholder<TFloat32> tokenPlaceholder(Ops tf, int width) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, width)));
  }

  @SuppressWarnings("unchecked") // the loop's variables keep their types
  static Operand<TFloat32> floats(Operand<?> operand) {
    return (Operand<TFloat32>) operand;
  }

  /** The coefficients of one step, each shaped [time, 1]. */
  static final class Columns {
    static final int LEVEL = 0;
    static final int CHANGES = 1;
    static final int INPUT_SCALE = 2;
    static final int INPUT_NOISE = 3;
    static final int CLEAN_FROM_STATE = 4;
    static final int CLEAN_FROM_OUTPUT = 5;
    static final int STATE = 6;
    static final int CLEAN = 7;
    static final int NOISE = 8;
    static final int HISTORY = 9;
    static final int GUIDANCE = 10;
    static final int REDRAW_SIGNAL = 11;
    static final int REDRAW_NOISE = 12;

    private final List<Operand<TFloat32>> columns = new ArrayList<>();

    Columns(Ops tf, Operand<TFloat32> row) {
      for (Operand<TFloat32> column :
          tf.split(tf.constant(1), row, (long) DenoisingSteps.COLUMNS)) {
        columns.add(column);
      }
    }

    /** A column in the order that {@link DenoisingSteps#table} documents. */
    Operand<TFloat32> get(int column) {
      return columns.get(column);
    }
  }

  /** The variables of the loop. */
  private record LoopState(
      Operand<TInt32> step,
      Operand<TFloat32> tokens,
      Optional<Operand<TFloat32>> history,
      Fixed fixed) {
    static LoopState placeholders(TensorFlowModel model, Ops f, boolean withHistory) {
      int width = model.dimensions().tokens().width();
      return new LoopState(
          f.placeholder(TInt32.class, Placeholder.shape(Shape.scalar())),
          tokenPlaceholder(f, width),
          withHistory ? Optional.of(tokenPlaceholder(f, width)) : Optional.empty(),
          SamplingGraph.placeholders(model, f));
    }

    List<Operand<?>> flat() {
      List<Operand<?>> all = new ArrayList<>();
      all.add(step);
      all.add(tokens);
      history.ifPresent(all::add);
      all.addAll(fixed.flat());
      return all;
    }
  }
}
