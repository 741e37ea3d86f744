package io.stagger.tensorflow;

import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.tensorflow.SamplingGraph.Fixed;
import io.stagger.tensorflow.spi.MemorySlot;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TBool;
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
  /**
   * How many sequences futures are looked at together, or one future's if those are more: enough to
   * keep a device busy, and little memory.
   */
  private static final int SEQUENCES_TOGETHER = 64;

  private final TensorFlowModel model;
  private final Session session;
  private final SamplingRequest request;
  private final int width;
  private final int conditionWidth;
  private final boolean windowIsMemory;
  private final ObjectiveGradients objectives;

  /** Present if the graph scores all objectives. */
  private final Optional<ScoredArguments> scoredArguments;

  /** Committed tokens of the window, then active ones; absent while there are none. */
  private Optional<TFloat32> tokens = Optional.empty();

  private Optional<TFloat32> conditions = Optional.empty();
  private Optional<TFloat32> history = Optional.empty();
  private List<TFloat32> memory;
  private int committed;
  private int active;
  private long steps;
  private boolean closed;

  TensorFlowSamplingSession(TensorFlowModel model, SamplingRequest request) {
    this.model = model;
    this.session = model.session();
    this.request = request;
    this.width = model.dimensions().tokens().width();
    this.conditionWidth = model.dimensions().tokens().conditionWidth();
    List<MemorySlot> slots = model.backbone().memory(model.dimensions());
    this.windowIsMemory = slots.isEmpty();
    this.objectives = new ObjectiveGradients(request, width);
    this.memory = slots.stream().map(this::emptySlot).toList();
    this.scoredArguments = ScoredArguments.of(request);
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
    boolean activeAlone = !windowIsMemory && model.backbone().remembersWithoutLimit();
    int seen = activeAlone ? active : committed + active;
    if (count < 1 || seen + count > model.dimensions().maximumLength()) {
      throw new IllegalStateException(
          "%d tokens can't be appended to %d: the model sees at most %d."
              .formatted(count, seen, model.dimensions().maximumLength()));
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
    try (Feeds feeds = new Feeds(graph.fixed, table, 1)) {
      Session.Runner runner = feeds.into(session.runner());
      runner.feed(graph.tokens, tokens.orElseThrow());
      graph.history.ifPresent(placeholder -> runner.feed(placeholder, history.orElseThrow()));
      runner.fetch(graph.nextTokens);
      graph.nextHistory.ifPresent(runner::fetch);
      replaceTokens(all(runner.run()));
    }
    steps += rows;
  }

  private void runGuided(float[] table, int scored) {
    GuidedGraph graph = model.guidedGraph(variant(table));
    ObjectiveGradients.Scene scene =
        new ObjectiveGradients.Scene(windowed(), active, scored, committed, steps);
    // Futures in which nothing is drawn anew are all the same: the mean is that of one.
    boolean alone = request.monteCarlo().futures() == 1 || !FutureTable.redraws(table);
    try (Feeds feeds = new Feeds(graph.fixed, table, 1)) {
      if (!alone && request.monteCarlo().chained()) {
        guideByChain(graph, feeds, scene, new FutureTable(table, width));
      } else if (scoredArguments.isPresent()) {
        ScoredGraph scores =
            model.scoredGraph(variant(table), scoredArguments.orElseThrow().scores());
        guideInGraph(
            new InGraph(graph, scores, scoredArguments.orElseThrow(), scene),
            feeds,
            alone ? 1 : request.monteCarlo().futures(),
            table);
      } else if (alone) {
        guideByPresent(graph, feeds, scene);
      } else {
        guideByFutures(graph, feeds, scene, table);
      }
    }
    steps++;
  }

  /** What a step that the graph scores is made of. */
  private record InGraph(
      GuidedGraph graph,
      ScoredGraph scores,
      ScoredArguments arguments,
      ObjectiveGradients.Scene scene) {}

  /**
   * The graph scores: for M futures, M passes forward and back, and for more than one of them a
   * further one forward, to draw from.
   */
  private void guideInGraph(InGraph step, Feeds feeds, int all, float[] table) {
    Optional<FloatBuffer> others = Optional.empty();
    if (all > 1) {
      others = Optional.of(NativeTensors.direct(request.batch() * (windowed() + active) * width));
      int together = Math.max(1, SEQUENCES_TOGETHER / request.batch());
      try (TFloat32 rawClean =
          predict(step.graph(), feeds, tokens.orElseThrow(), step.graph().rawClean)) {
        for (int first = 1; first < all; first += together) {
          int count = Math.min(together, all - first);
          try (TFloat32 drawn = draw(feeds, rawClean, first, count);
              Feeds wide = new Feeds(step.graph().fixed, table, count)) {
            FutureTable.add(others.get(), pullBackInGraph(step, wide, drawn, count, all));
          }
        }
      }
    }
    long[] shape = tokens.orElseThrow().shape().asArray();
    Optional<TFloat32> othersTensor = others.map(o -> NativeTensors.floats(o, shape));
    try {
      List<Operand<?>> fetched = new ArrayList<>();
      GuidedGraph.Next next =
          others.isPresent() ? step.scores().nextWithOthers : step.scores().next;
      fetched.add(next.tokens());
      if (request.keepHistory()) {
        fetched.add(next.history());
      }
      List<List<TFloat32>> arguments = step.arguments().arguments(step.scene());
      Session.Runner runner = feeds.into(session.runner(), step.graph());
      runner.feed(step.graph().tokens, tokens.orElseThrow());
      step.graph().history.ifPresent(h -> runner.feed(h, history.orElseThrow()));
      othersTensor.ifPresent(o -> runner.feed(step.graph().others, o));
      replaceTokens(runScored(runner, step, arguments, all, fetched));
    } finally {
      othersTensor.ifPresent(TFloat32::close);
    }
  }

  /** The sum over some futures of the product of their gradient with the network's Jacobian. */
  private FloatBuffer pullBackInGraph(
      InGraph step, Feeds wide, TFloat32 drawn, int count, int all) {
    List<List<TFloat32>> repeated =
        step.arguments().repeated(step.scene(), count, this::repeatedRows);
    try (TFloat32 product =
        (TFloat32)
            runScored(
                    wide.into(session.runner(), step.graph()).feed(step.graph().tokens, drawn),
                    step,
                    repeated,
                    all,
                    List.of(step.scores().productSum))
                .get(0)) {
      FloatBuffer copy = NativeTensors.direct(Math.toIntExact(product.size()));
      NativeTensors.copy(product, copy);
      return copy.flip();
    } finally {
      repeated.forEach(theirs -> theirs.forEach(TFloat32::close));
    }
  }

  /** Runs a call that scores, and gives what was fetched if all of it went well. */
  private List<Tensor> runScored(
      Session.Runner runner,
      InGraph step,
      List<List<TFloat32>> arguments,
      int all,
      List<Operand<?>> fetched) {
    ScoredGraph graph = step.scores();
    try (TInt32 shown = TInt32.scalarOf(step.scene().shown());
        TInt32 scored = TInt32.scalarOf(step.scene().scored());
        TFloat32 share = TFloat32.scalarOf((float) (1.0 / all))) {
      runner.feed(graph.shown, shown).feed(graph.scored, scored).feed(graph.share, share);
      step.arguments().feed(runner, graph);
      for (int i = 0; i < arguments.size(); i++) {
        for (int j = 0; j < arguments.get(i).size(); j++) {
          runner.feed(graph.arguments.get(i).get(j), arguments.get(i).get(j));
        }
      }
      fetched.forEach(runner::fetch);
      runner.fetch(graph.norms).fetch(graph.finite).fetch(graph.finiteSum);
      Result result = runner.run();
      List<Tensor> kept = new ArrayList<>();
      for (int i = 0; i < fetched.size(); i++) {
        kept.add(result.get(i));
      }
      try (TFloat32 norms = (TFloat32) result.get(fetched.size());
          TBool finite = (TBool) result.get(fetched.size() + 1);
          TBool finiteSum = (TBool) result.get(fetched.size() + 2)) {
        objectives.count(norms, finite.getBoolean(), finiteSum.getBoolean(), step.scene());
      } catch (RuntimeException e) {
        kept.forEach(Tensor::close);
        throw e;
      }
      return kept;
    }
  }

  private void guideByPresent(GuidedGraph graph, Feeds feeds, ObjectiveGradients.Scene scene) {
    FloatBuffer gradient;
    try (TFloat32 clean = predict(graph, feeds, tokens.orElseThrow(), graph.clean)) {
      gradient = objectives.gradient(clean, 1, scene, 1);
    }
    finishGuided(graph, feeds, gradient, Optional.empty());
  }

  /**
   * Further futures are drawn from this state's clean prediction, several at once. For M futures
   * that is M passes forward, and M forward and backward.
   */
  private void guideByFutures(
      GuidedGraph graph, Feeds feeds, ObjectiveGradients.Scene scene, float[] table) {
    int all = request.monteCarlo().futures();
    int together = Math.max(1, SEQUENCES_TOGETHER / request.batch());
    FloatBuffer others = NativeTensors.direct(request.batch() * (windowed() + active) * width);
    Prediction present = predict(graph, feeds, tokens.orElseThrow());
    try (TFloat32 rawClean = present.rawClean()) {
      FloatBuffer gradient;
      try (TFloat32 clean = present.clean()) {
        gradient = objectives.gradient(clean, 1, scene, 1.0 / all);
      }
      for (int first = 1; first < all; first += together) {
        int count = Math.min(together, all - first);
        try (TFloat32 drawn = draw(feeds, rawClean, first, count);
            Feeds wide = new Feeds(graph.fixed, table, count)) {
          FloatBuffer theirs;
          try (TFloat32 clean = predict(graph, wide, drawn, graph.clean)) {
            theirs = objectives.gradient(clean, count, scene, 1.0 / all);
          }
          FutureTable.add(others, pullBack(graph, wide, drawn, theirs, graph.productSum));
        }
      }
      finishGuided(graph, feeds, gradient, Optional.of(others));
    }
  }

  /**
   * Each future is drawn from the clean prediction of the one before, and the derivative goes back
   * through all of them. For M futures that is M passes forward, and M forward and backward.
   */
  private void guideByChain(
      GuidedGraph graph, Feeds feeds, ObjectiveGradients.Scene scene, FutureTable table) {
    int all = request.monteCarlo().futures();
    List<FloatBuffer> gradients = new ArrayList<>();
    List<TFloat32> drawn = new ArrayList<>();
    try {
      for (int future = 0; future < all; future++) {
        TFloat32 state = future == 0 ? tokens.orElseThrow() : drawn.get(future - 1);
        Prediction prediction = predict(graph, feeds, state);
        try (TFloat32 clean = prediction.clean();
            TFloat32 rawClean = prediction.rawClean()) {
          gradients.add(objectives.gradient(clean, 1, scene, 1.0 / all));
          if (future + 1 < all) {
            drawn.add(draw(feeds, rawClean, future + 1, 1));
          }
        }
      }
      FloatBuffer shared = NativeTensors.direct(gradients.get(0).capacity());
      FloatBuffer upstream = gradients.get(all - 1);
      for (int future = all - 1; future > 0; future--) {
        FloatBuffer derivative =
            pullBack(graph, feeds, drawn.get(future - 1), upstream, graph.product);
        upstream = gradients.get(future - 1);
        table.passOn(derivative, upstream, shared);
      }
      finishGuided(graph, feeds, upstream, Optional.of(shared));
    } finally {
      drawn.forEach(TFloat32::close);
    }
  }

  /** A clean prediction as objectives see it and as it was before clipping. */
  private record Prediction(TFloat32 clean, TFloat32 rawClean) {}

  private Prediction predict(GuidedGraph graph, Feeds feeds, TFloat32 state) {
    Result result =
        feeds
            .into(session.runner(), graph)
            .feed(graph.tokens, state)
            .fetch(graph.clean)
            .fetch(graph.rawClean)
            .run();
    return new Prediction((TFloat32) result.get(0), (TFloat32) result.get(1));
  }

  private TFloat32 predict(
      GuidedGraph graph, Feeds feeds, TFloat32 state, Operand<TFloat32> fetched) {
    return (TFloat32)
        feeds.into(session.runner(), graph).feed(graph.tokens, state).fetch(fetched).run().get(0);
  }

  /** Draws consecutive futures from a clean prediction. */
  private TFloat32 draw(Feeds feeds, TFloat32 rawClean, int first, int count) {
    FuturesGraph graph = model.futuresGraph();
    try (TInt32 firstFuture = TInt32.scalarOf(first);
        TInt32 futures = TInt32.scalarOf(count)) {
      return (TFloat32)
          session
              .runner()
              .feed(graph.table, feeds.table)
              .feed(graph.tokens, tokens.orElseThrow())
              .feed(graph.clean, rawClean)
              .feed(graph.firstPosition, feeds.position)
              .feed(graph.seed, feeds.seed)
              .feed(graph.step, feeds.firstStep)
              .feed(graph.firstFuture, firstFuture)
              .feed(graph.futures, futures)
              .fetch(graph.drawn)
              .run()
              .get(0);
    }
  }

  /** The product of a gradient with the network's Jacobian at a state. */
  private FloatBuffer pullBack(
      GuidedGraph graph,
      Feeds feeds,
      TFloat32 state,
      FloatBuffer gradient,
      Operand<TFloat32> fetched) {
    try (TFloat32 gradientTensor = NativeTensors.floats(gradient, state.shape().asArray());
        TFloat32 product =
            (TFloat32)
                feeds
                    .into(session.runner(), graph)
                    .feed(graph.tokens, state)
                    .feed(graph.gradient, gradientTensor)
                    .fetch(fetched)
                    .run()
                    .get(0)) {
      FloatBuffer copy = NativeTensors.direct(Math.toIntExact(product.size()));
      NativeTensors.copy(product, copy);
      return copy.flip();
    }
  }

  /**
   * Takes the step.
   *
   * @param others what further futures add to the correction
   */
  private void finishGuided(
      GuidedGraph graph, Feeds feeds, FloatBuffer gradient, Optional<FloatBuffer> others) {
    long[] shape = tokens.orElseThrow().shape().asArray();
    Optional<TFloat32> othersTensor = others.map(o -> NativeTensors.floats(o, shape));
    try (TFloat32 gradientTensor = NativeTensors.floats(gradient, shape)) {
      Session.Runner runner = feeds.into(session.runner(), graph);
      runner.feed(graph.tokens, tokens.orElseThrow()).feed(graph.gradient, gradientTensor);
      graph.history.ifPresent(placeholder -> runner.feed(placeholder, history.orElseThrow()));
      othersTensor.ifPresent(o -> runner.feed(graph.others, o));
      GuidedGraph.Next next = others.isPresent() ? graph.nextWithOthers : graph.next;
      runner.fetch(next.tokens());
      if (request.keepHistory()) {
        runner.fetch(next.history());
      }
      replaceTokens(all(runner.run()));
    } finally {
      othersTensor.ifPresent(TFloat32::close);
    }
  }

  @Override
  public GuidanceTally guidance() {
    return objectives.tally();
  }

  private static List<Tensor> all(Result result) {
    List<Tensor> tensors = new ArrayList<>();
    result.forEach(entry -> tensors.add(entry.getValue()));
    return tensors;
  }

  private void replaceTokens(List<Tensor> result) {
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
      scoredArguments.ifPresent(ScoredArguments::close);
    }
  }

  /** A tensor whose rows are those of another one several times over. */
  private TFloat32 repeatedRows(TFloat32 tensor, int times) {
    FuturesGraph graph = model.futuresGraph();
    int[] rows = new int[times * request.batch()];
    Arrays.setAll(rows, row -> row % request.batch());
    try (TInt32 taken = NativeTensors.ints(rows, rows.length)) {
      return (TFloat32)
          session
              .runner()
              .feed(graph.rows, tensor)
              .feed(graph.taken, taken)
              .fetch(graph.repeated)
              .run()
              .get(0);
    }
  }

  /** The tensors of what steps read, for one call or several. */
  private final class Feeds implements AutoCloseable {
    private final Fixed fixed;
    private final TFloat32 table;
    private final TInt32 position;
    private final TInt64 seed;
    private final TInt64 firstStep;
    private final TFloat32 cleanClip;
    private final TInt32 futures;

    /** Conditions, if there are any, and memory, once for each future. */
    private final List<TFloat32> repeated = new ArrayList<>();

    /**
     * Makes the tensors.
     *
     * @param futures how many futures of each sequence are stepped together
     */
    Feeds(Fixed fixed, float[] table, int futures) {
      int time = windowed() + active;
      int rows = table.length / (time * DenoisingSteps.COLUMNS);
      this.fixed = fixed;
      this.table = NativeTensors.floats(table, rows, time, DenoisingSteps.COLUMNS);
      this.position = TInt32.scalarOf(committed - windowed());
      this.seed = TInt64.scalarOf(request.seed());
      // Step 0 belongs to noise that is not drawn in a step.
      this.firstStep = TInt64.scalarOf(steps + 1);
      this.cleanClip = TFloat32.scalarOf((float) request.cleanClip());
      this.futures = TInt32.scalarOf(futures);
      try {
        if (futures > 1) {
          conditions.ifPresent(c -> repeated.add(repeatedRows(c, futures)));
          memory.forEach(slot -> repeated.add(repeatedRows(slot, futures)));
        }
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    Session.Runner into(Session.Runner runner, GuidedGraph graph) {
      feed(runner, graph.futures, futures);
      return into(runner);
    }

    Session.Runner into(Session.Runner runner) {
      feed(runner, fixed.table(), table);
      feed(runner, fixed.firstPosition(), position);
      feed(runner, fixed.seed(), seed);
      feed(runner, fixed.firstStep(), firstStep);
      feed(runner, fixed.cleanClip(), cleanClip);
      List<TFloat32> batchwise = repeated;
      if (repeated.isEmpty()) {
        batchwise = new ArrayList<>();
        conditions.ifPresent(batchwise::add);
        batchwise.addAll(memory);
      }
      List<Operand<TFloat32>> theirs = new ArrayList<>();
      fixed.conditions().ifPresent(theirs::add);
      theirs.addAll(fixed.memory());
      for (int i = 0; i < theirs.size(); i++) {
        feed(runner, theirs.get(i), batchwise.get(i));
      }
      return runner;
    }

    private void feed(Session.Runner runner, Operand<?> operand, Tensor tensor) {
      runner.feed(operand, tensor);
    }

    @Override
    public void close() {
      table.close();
      position.close();
      seed.close();
      firstStep.close();
      cleanClip.close();
      futures.close();
      repeated.forEach(TFloat32::close);
    }
  }
}
