package io.stagger.tensorflow;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.tensorflow.SamplingGraph.Fixed;
import io.stagger.tensorflow.spi.MemorySlot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Holds a batch of sequences as native tensors, which are fed and fetched by handle: no token
 * crosses to Java but by {@link #read} and guidance.
 *
 * <p>A network with memory sees the active tokens alone. For one without, the window is the memory:
 * committed tokens stay in front of the active ones and are shown at the stabilization level.
 */
final class TensorFlowSamplingSession implements SamplingSession {
  private final TensorFlowModel model;
  private final Session session;
  private final SamplingRequest request;
  private final int width;
  private final int conditionWidth;
  private final boolean windowIsMemory;

  /** Committed tokens of the window, then active ones; absent while there are none. */
  private Optional<TFloat32> tokens = Optional.empty();

  private Optional<TFloat32> conditions = Optional.empty();
  private Optional<TFloat32> history = Optional.empty();
  private List<TFloat32> memory;
  private int committed;
  private int active;
  private long steps;
  private long gradients;
  private long clipped;
  private boolean closed;

  TensorFlowSamplingSession(TensorFlowModel model, SamplingRequest request) {
    this.model = model;
    this.session = model.session();
    this.request = request;
    this.width = model.dimensions().tokens().width();
    this.conditionWidth = model.dimensions().tokens().conditionWidth();
    List<MemorySlot> slots = model.backbone().memory(model.dimensions());
    this.windowIsMemory = slots.isEmpty();
    this.memory = slots.stream().map(this::emptySlot).toList();
  }

  private TFloat32 emptySlot(MemorySlot slot) {
    List<Long> shape = new ArrayList<>();
    shape.add((long) request.batch());
    slot.emptyShape().forEach(size -> shape.add((long) size));
    return NativeTensors.zeros(shape);
  }

  @Override
  public int batch() {
    return request.batch();
  }

  @Override
  public int committed() {
    return committed;
  }

  @Override
  public int active() {
    return active;
  }

  @Override
  public void append(int count, FloatBuffer values, FloatBuffer newConditions) {
    checkRoom(count);
    append(count, NativeTensors.floats(values, request.batch(), count, width), newConditions);
  }

  @Override
  public void appendNoise(int count, FloatBuffer newConditions) {
    checkRoom(count);
    checkSize("conditions", newConditions, count, conditionWidth);
    append(
        count,
        model
            .editing()
            .initialNoise(session, request.batch(), count, committed + active, request.seed()),
        newConditions);
  }

  private void checkRoom(int count) {
    checkOpen();
    int length = committed + active + count;
    if (count < 1 || length > model.dimensions().maximumLength()) {
      throw new IllegalStateException(
          "%d tokens can't be appended to %d: the model sees at most %d."
              .formatted(count, committed + active, model.dimensions().maximumLength()));
    }
  }

  /** Checked before anything changes, so that a session never holds half of what is appended. */
  private void checkSize(String what, FloatBuffer buffer, int count, int each) {
    int expected = Math.multiplyExact(Math.multiplyExact(request.batch(), count), each);
    if (buffer.remaining() != expected) {
      throw new IllegalArgumentException(
          "The %s of %d tokens of %d sequences are %d numbers, not %d."
              .formatted(what, count, request.batch(), expected, buffer.remaining()));
    }
  }

  private void append(int count, TFloat32 values, FloatBuffer newConditions) {
    if (request.keepHistory()) {
      history =
          Optional.of(
              joined(
                  history,
                  NativeTensors.zeros(
                      List.of((long) request.batch(), (long) count, (long) width))));
    }
    tokens = Optional.of(joined(tokens, values));
    if (conditionWidth > 0) {
      conditions =
          Optional.of(
              joined(
                  conditions,
                  NativeTensors.floats(newConditions, request.batch(), count, conditionWidth)));
    }
    active += count;
  }

  private TFloat32 joined(Optional<TFloat32> before, TFloat32 added) {
    return before.isEmpty() ? added : model.editing().join(session, before.get(), added);
  }

  /** How many committed tokens stay in front of the active ones. */
  private int windowed() {
    return windowIsMemory ? committed : 0;
  }

  @Override
  public void step(DenoisingSteps plan) {
    checkOpen();
    if (plan.tokens() != active) {
      throw new IllegalArgumentException(
          "The plan describes %d tokens, but %d are active.".formatted(plan.tokens(), active));
    }
    float[] table = withWindow(plan);
    if (request.guidance().isEmpty()) {
      run(table, plan.steps());
      return;
    }
    int rowSize = table.length / plan.steps();
    for (int row = 0; row < plan.steps(); row++) {
      runGuided(Arrays.copyOfRange(table, row * rowSize, (row + 1) * rowSize), plan.scored(row));
    }
  }

  /** The plan's table with committed tokens of the window in front, shown stabilized. */
  private float[] withWindow(DenoisingSteps plan) {
    int shown = windowed();
    if (shown == 0) {
      return plan.table();
    }
    DenoisingSteps context = new DenoisingSteps(1, 1);
    int level = request.stabilization().level();
    context.keep(0, 0, level, contextScale(), contextNoise());
    float[] kept = context.table();
    float[] table = new float[plan.steps() * (shown + active) * DenoisingSteps.COLUMNS];
    int activeSize = active * DenoisingSteps.COLUMNS;
    int at = 0;
    for (int row = 0; row < plan.steps(); row++) {
      for (int token = 0; token < shown; token++) {
        System.arraycopy(kept, 0, table, at, kept.length);
        at += kept.length;
      }
      System.arraycopy(plan.table(), row * activeSize, table, at, activeSize);
      at += activeSize;
    }
    return table;
  }

  private double contextScale() {
    return model.request().schedule().signal(request.stabilization().level());
  }

  private double contextNoise() {
    return request.stabilization().withNoise()
        ? model.request().schedule().noise(request.stabilization().level())
        : 0;
  }

  private static boolean addsNoise(float[] table) {
    for (int at = 0; at < table.length; at += DenoisingSteps.COLUMNS) {
      if (table[at + SamplingGraph.Columns.NOISE] != 0
          || table[at + SamplingGraph.Columns.INPUT_NOISE] != 0) {
        return true;
      }
    }
    return false;
  }

  private SamplingGraph.Variant variant(float[] table) {
    return new SamplingGraph.Variant(request.weights(), addsNoise(table), request.keepHistory());
  }

  private void run(float[] table, int rows) {
    SamplingGraph graph = model.samplingGraph(variant(table));
    try (Feeds feeds = new Feeds(graph.fixed, table, rows)) {
      Session.Runner runner = feeds.into(session.runner());
      runner.feed(graph.tokens, tokens.orElseThrow());
      graph.history.ifPresent(placeholder -> runner.feed(placeholder, history.orElseThrow()));
      runner.fetch(graph.nextTokens);
      graph.nextHistory.ifPresent(runner::fetch);
      replaceTokens(runner.run());
    }
    steps += rows;
  }

  private void runGuided(float[] table, int scored) {
    GuidedGraph graph = model.guidedGraph(variant(table));
    try (Feeds feeds = new Feeds(graph.fixed, table, 1)) {
      Session.Runner predicting = feeds.into(session.runner());
      predicting.feed(graph.tokens, tokens.orElseThrow()).fetch(graph.clean);
      graph.history.ifPresent(placeholder -> predicting.feed(placeholder, history.orElseThrow()));
      FloatBuffer gradient;
      try (TFloat32 clean = (TFloat32) predicting.run().get(0)) {
        gradient = guidanceGradient(clean, scored);
      }
      try (TFloat32 gradientTensor =
          NativeTensors.floats(gradient, request.batch(), windowed() + active, width)) {
        Session.Runner runner = feeds.into(session.runner());
        runner.feed(graph.tokens, tokens.orElseThrow()).feed(graph.gradient, gradientTensor);
        graph.history.ifPresent(placeholder -> runner.feed(placeholder, history.orElseThrow()));
        runner.fetch(graph.nextTokens);
        if (request.keepHistory()) {
          runner.fetch(graph.nextHistory);
        }
        replaceTokens(runner.run());
      }
    }
    steps++;
  }

  /**
   * The scaled sum of the objectives' gradients, with zeros for committed tokens and padding.
   *
   * @param scored how many of the active tokens are scored
   */
  private FloatBuffer guidanceGradient(TFloat32 clean, int scored) {
    int shown = windowed();
    int all = shown + active;
    int batch = request.batch();
    FloatBuffer window = direct(batch * all * width);
    NativeTensors.copy(clean, window);
    window.flip();
    FloatBuffer predictions = direct(batch * scored * width);
    for (int b = 0; b < batch; b++) {
      predictions.put(window.slice((b * all + shown) * width, scored * width));
    }
    checkFinite(predictions.flip());
    FloatBuffer sum = direct(batch * all * width);
    FloatBuffer gradient = direct(batch * scored * width);
    double[] values = new double[batch];
    for (SamplingRequest.Guidance guidance : request.guidance()) {
      for (int i = 0; i < gradient.capacity(); i++) {
        gradient.put(i, 0);
      }
      Arrays.fill(values, 0);
      guidance
          .objective()
          .evaluate(
              predictions.asReadOnlyBuffer(),
              batch,
              scored,
              committed,
              values,
              gradient.duplicate().clear());
      for (int b = 0; b < batch; b++) {
        add(gradient, b, scored * width, guidance, sum, (b * all + shown) * width);
      }
    }
    return sum;
  }

  /** So that a network that has diverged is not blamed on the objectives. */
  private void checkFinite(FloatBuffer predictions) {
    for (int i = 0; i < predictions.limit(); i++) {
      if (!Float.isFinite(predictions.get(i))) {
        throw new StaggerException(
            "The model predicts a clean token that is not finite at denoising step %d, so there is nothing to steer; lower the scales in sampling.guidance, give them a clipNorm, or train the model further."
                .formatted(steps));
      }
    }
  }

  private void add(
      FloatBuffer gradient,
      int sequence,
      int size,
      SamplingRequest.Guidance guidance,
      FloatBuffer sum,
      int target) {
    double square = 0;
    for (int i = 0; i < size; i++) {
      double value = gradient.get(sequence * size + i);
      if (!Double.isFinite(value)) {
        throw new StaggerException(
            "The guidance objective '%s' gave a gradient that is not finite at denoising step %d, token %d of sequence %d; its score must have a finite slope wherever predictions can lie."
                .formatted(guidance.name(), steps, committed + i / width, sequence));
      }
      square += value * value;
    }
    double norm = Math.abs(guidance.scale()) * Math.sqrt(square);
    gradients++;
    double scale = guidance.scale();
    if (norm > guidance.clipNorm()) {
      clipped++;
      scale *= guidance.clipNorm() / norm;
    }
    for (int i = 0; i < size; i++) {
      float value = (float) (sum.get(target + i) + scale * gradient.get(sequence * size + i));
      if (!Float.isFinite(value)) {
        throw new StaggerException(
            "The guidance objective '%s' times its scale %s is beyond what a float holds at denoising step %d; lower the scale or give it a clipNorm in sampling.guidance."
                .formatted(guidance.name(), guidance.scale(), steps));
      }
      sum.put(target + i, value);
    }
  }

  @Override
  public GuidanceTally guidance() {
    return new GuidanceTally(gradients, clipped);
  }

  private static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private void replaceTokens(Result result) {
    tokens.ifPresent(TFloat32::close);
    tokens = Optional.of((TFloat32) result.get(0));
    if (request.keepHistory()) {
      history.ifPresent(TFloat32::close);
      history = Optional.of((TFloat32) result.get(1));
    }
  }

  @Override
  public void commit(int count) {
    checkOpen();
    if (count < 1 || count > active) {
      throw new IllegalArgumentException(
          "%d tokens can't be committed, because %d are active.".formatted(count, active));
    }
    if (!windowIsMemory) {
      extendMemory(count);
      tokens = without(tokens, count);
      conditions = without(conditions, count);
      history = without(history, count);
    }
    committed += count;
    active -= count;
  }

  private void extendMemory(int count) {
    CommitGraph graph =
        model.commitGraph(new CommitGraph.Variant(request.weights(), contextNoise() != 0));
    try (TFloat32 finished = model.editing().cut(session, tokens.orElseThrow(), 0, count);
        TInt32 level = TInt32.scalarOf(request.stabilization().level());
        TFloat32 scales = TFloat32.vectorOf((float) contextScale(), (float) contextNoise());
        TInt32 position = TInt32.scalarOf(committed);
        TInt64 seed = TInt64.scalarOf(request.seed())) {
      Session.Runner runner =
          session
              .runner()
              .feed(graph.tokens, finished)
              .feed(graph.level, level)
              .feed(graph.scales, scales)
              .feed(graph.firstPosition, position)
              .feed(graph.seed, seed);
      for (int i = 0; i < memory.size(); i++) {
        runner.feed(graph.memory.get(i), memory.get(i));
        runner.fetch(graph.nextMemory.get(i));
      }
      Optional<TFloat32> theirConditions =
          conditions.map(c -> model.editing().cut(session, c, 0, count));
      try {
        theirConditions.ifPresent(c -> runner.feed(graph.conditions.orElseThrow(), c));
        Result result = runner.run();
        List<TFloat32> next = new ArrayList<>();
        for (int i = 0; i < memory.size(); i++) {
          next.add((TFloat32) result.get(i));
        }
        memory.forEach(TFloat32::close);
        memory = List.copyOf(next);
      } finally {
        theirConditions.ifPresent(TFloat32::close);
      }
    }
  }

  private Optional<TFloat32> without(Optional<TFloat32> tensor, int count) {
    if (tensor.isEmpty()) {
      return tensor;
    }
    try (TFloat32 before = tensor.get()) {
      return count == active
          ? Optional.empty()
          : Optional.of(model.editing().cut(session, before, count, active - count));
    }
  }

  @Override
  public void read(int first, int count, FloatBuffer target) {
    checkOpen();
    if (first < 0 || count < 1 || first + count > active) {
      throw new IllegalArgumentException(
          "Tokens %d to %d can't be read, because %d are active."
              .formatted(first, first + count - 1, active));
    }
    TFloat32 all = tokens.orElseThrow();
    if (count == windowed() + active) {
      NativeTensors.copy(all, target);
      return;
    }
    try (TFloat32 part = model.editing().cut(session, all, windowed() + first, count)) {
      NativeTensors.copy(part, target);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The sampling session is closed.");
    }
    model.checkOpen();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tokens.ifPresent(TFloat32::close);
      conditions.ifPresent(TFloat32::close);
      history.ifPresent(TFloat32::close);
      memory.forEach(TFloat32::close);
    }
  }

  /** The tensors of what a step reads, for one or two calls. */
  private final class Feeds implements AutoCloseable {
    private final Fixed fixed;
    private final TFloat32 table;
    private final TInt32 position;
    private final TInt64 seed;
    private final TInt64 firstStep;
    private final TFloat32 cleanClip;

    Feeds(Fixed fixed, float[] table, int rows) {
      this.fixed = fixed;
      this.table = NativeTensors.floats(table, rows, windowed() + active, DenoisingSteps.COLUMNS);
      this.position = TInt32.scalarOf(committed - windowed());
      this.seed = TInt64.scalarOf(request.seed());
      // Step 0 belongs to noise that is not drawn in a step.
      this.firstStep = TInt64.scalarOf(steps + 1);
      this.cleanClip = TFloat32.scalarOf((float) request.cleanClip());
    }

    Session.Runner into(Session.Runner runner) {
      feed(runner, fixed.table(), table);
      feed(runner, fixed.firstPosition(), position);
      feed(runner, fixed.seed(), seed);
      feed(runner, fixed.firstStep(), firstStep);
      feed(runner, fixed.cleanClip(), cleanClip);
      fixed.conditions().ifPresent(c -> feed(runner, c, conditions.orElseThrow()));
      for (int i = 0; i < memory.size(); i++) {
        feed(runner, fixed.memory().get(i), memory.get(i));
      }
      return runner;
    }

    private void feed(Session.Runner runner, Operand<?> operand, org.tensorflow.Tensor tensor) {
      runner.feed(operand, tensor);
    }

    @Override
    public void close() {
      table.close();
      position.close();
      seed.close();
      firstStep.close();
      cleanClip.close();
    }
  }
}
