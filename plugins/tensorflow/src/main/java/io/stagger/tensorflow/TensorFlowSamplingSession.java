package io.stagger.tensorflow;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.SessionState;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Holds a batch of sequences as native tensors, which are fed and fetched by handle: no token
 * crosses to Java but by {@link #read}, {@link #save} and guidance.
 *
 * <p>A network with memory sees the active tokens alone. For one without, the window is the memory:
 * committed tokens stay in front of the active ones and are shown as they were committed.
 */
final class TensorFlowSamplingSession implements SamplingSession {
  /** How the committed tokens of a window are shown: a level, and 1 or 0 for noise or none. */
  private static final String CONTEXT = "context";

  private final TensorFlowModel model;
  private final Session session;
  private final SamplingRequest request;
  private final long seed;
  private final int width;
  private final int conditionWidth;
  private final boolean windowIsMemory;

  /** Committed tokens of the window, then active ones, and the network's memory. */
  private final SessionTensors tensors;

  private final GuidedSteps guided;

  /** How each committed token of the window is shown; empty if the network has a memory. */
  private final List<Stabilization> context = new ArrayList<>();

  private int committed;
  private int active;
  private long steps;
  private boolean closed;

  TensorFlowSamplingSession(TensorFlowModel model, SamplingRequest request) {
    this(model, request, request.seed(), request.guidance(), SessionTensors.empty(model, request));
  }

  private TensorFlowSamplingSession(
      TensorFlowModel model,
      SamplingRequest request,
      long seed,
      List<Guidance> guidance,
      SessionTensors tensors) {
    this.model = model;
    this.session = model.session();
    this.request = request;
    this.seed = seed;
    this.width = model.dimensions().tokens().width();
    this.conditionWidth = model.dimensions().tokens().conditionWidth();
    this.windowIsMemory = windowIsMemory(model);
    this.tensors = tensors;
    try {
      this.guided = new GuidedSteps(model, request, tensors, guidance);
    } catch (RuntimeException | Error e) {
      tensors.close();
      throw e;
    }
  }

  private static boolean windowIsMemory(TensorFlowModel model) {
    return model.backbone().memory(model.dimensions()).isEmpty();
  }

  /** Goes on with a session that was saved. */
  static TensorFlowSamplingSession resumed(
      TensorFlowModel model, SamplingRequest request, SessionState state) {
    int windowed = windowIsMemory(model) ? state.committed() : 0;
    long seen =
        remembersWithoutLimit(model) ? state.active() : (long) state.committed() + state.active();
    if (seen > model.dimensions().maximumLength()) {
      throw SavedSession.misfit(
          "it holds %d tokens, but the model sees at most %d"
              .formatted(seen, model.dimensions().maximumLength()));
    }
    SavedSession saved = new SavedSession(state);
    List<Stabilization> context =
        windowed == 0
            ? List.of()
            : context(saved.take(CONTEXT, List.of((long) windowed, 2L)), model);
    TensorFlowSamplingSession session =
        new TensorFlowSamplingSession(
            model,
            request,
            request.seed(),
            request.guidance(),
            SessionTensors.resumed(model, request, saved, windowed + state.active()));
    session.context.addAll(context);
    session.committed = state.committed();
    session.active = state.active();
    session.steps = state.steps();
    return session;
  }

  private static List<Stabilization> context(NamedTensor saved, TensorFlowModel model) {
    FloatBuffer numbers = saved.values().slice();
    List<Stabilization> context = new ArrayList<>();
    while (numbers.hasRemaining()) {
      int level = Math.round(numbers.get());
      if (level < NoiseSchedule.CLEAN || level >= model.request().schedule().levels()) {
        throw SavedSession.misfit(
            "it shows a token at level %d of %d"
                .formatted(level, model.request().schedule().levels()));
      }
      context.add(new Stabilization(level, numbers.get() != 0));
    }
    return context;
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
  public void append(int count, FloatBuffer values, FloatBuffer conditions) {
    checkRoom(count);
    checkSize("values", values, count, width);
    checkSize("conditions", conditions, count, conditionWidth);
    tensors.append(NativeTensors.floats(values, request.batch(), count, width), conditions);
    active += count;
  }

  @Override
  public void appendNoise(int count, FloatBuffer conditions) {
    checkRoom(count);
    checkSize("conditions", conditions, count, conditionWidth);
    tensors.append(
        model.editing().initialNoise(session, request.batch(), count, committed + active, seed),
        conditions);
    active += count;
  }

  @Override
  public void replace(int first, int count, FloatBuffer values, FloatBuffer conditions) {
    checkOpen();
    checkActive(first, count, "replaced");
    checkSize("values", values, count, width);
    checkSize("conditions", conditions, count, conditionWidth);
    tensors.replace(
        windowed() + first,
        NativeTensors.floats(values, request.batch(), count, width),
        conditions);
  }

  @Override
  public void drop(int count) {
    checkOpen();
    checkCount(count, "dropped");
    tensors.keep(0, windowed() + active - count);
    active -= count;
  }

  private static boolean remembersWithoutLimit(TensorFlowModel model) {
    return !windowIsMemory(model) && model.backbone().remembersWithoutLimit();
  }

  private void checkRoom(int count) {
    checkOpen();
    int seen = remembersWithoutLimit(model) ? active : committed + active;
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

  private void checkCount(int count, String done) {
    if (count < 1 || count > active) {
      throw new IllegalArgumentException(
          "%d tokens can't be %s, because %d are active.".formatted(count, done, active));
    }
  }

  private void checkActive(int first, int count, String done) {
    if (first < 0 || count < 1 || first + count > active) {
      throw new IllegalArgumentException(
          "Tokens %d to %d can't be %s, because %d are active."
              .formatted(first, first + count - 1, done, active));
    }
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
    if (guided.guidance().isEmpty()) {
      run(table, plan.steps());
      return;
    }
    int rowSize = table.length / plan.steps();
    for (int row = 0; row < plan.steps(); row++) {
      runGuided(Arrays.copyOfRange(table, row * rowSize, (row + 1) * rowSize), plan.scored(row));
    }
  }

  /** The plan's table with committed tokens of the window in front, each shown as committed. */
  private float[] withWindow(DenoisingSteps plan) {
    int shown = windowed();
    if (shown == 0) {
      return plan.table();
    }
    DenoisingSteps kept = new DenoisingSteps(1, shown);
    for (int token = 0; token < shown; token++) {
      Stabilization how = context.get(token);
      kept.keep(0, token, how.level(), scale(how), noise(how));
    }
    int shownSize = shown * DenoisingSteps.COLUMNS;
    int activeSize = active * DenoisingSteps.COLUMNS;
    float[] table = new float[plan.steps() * (shownSize + activeSize)];
    for (int row = 0; row < plan.steps(); row++) {
      int at = row * (shownSize + activeSize);
      System.arraycopy(kept.table(), 0, table, at, shownSize);
      System.arraycopy(plan.table(), row * activeSize, table, at + shownSize, activeSize);
    }
    return table;
  }

  private double scale(Stabilization shown) {
    return model.request().schedule().signal(shown.level());
  }

  private double noise(Stabilization shown) {
    return shown.withNoise() ? model.request().schedule().noise(shown.level()) : 0;
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

  private StepFeeds.Place place() {
    return new StepFeeds.Place(
        request.batch(),
        windowed() + active,
        committed - windowed(),
        seed,
        steps,
        request.cleanClip());
  }

  private void run(float[] table, int rows) {
    SamplingGraph graph = model.samplingGraph(variant(table));
    try (StepFeeds feeds = new StepFeeds(model, tensors, place(), graph.fixed, table, 1)) {
      Session.Runner runner = feeds.into(session.runner());
      runner.feed(graph.tokens, tensors.tokens());
      graph.history.ifPresent(
          placeholder -> runner.feed(placeholder, tensors.history().orElseThrow()));
      runner.fetch(graph.nextTokens);
      graph.nextHistory.ifPresent(runner::fetch);
      tensors.stepped(StepFeeds.all(runner.run()));
    }
    steps += rows;
  }

  private void runGuided(float[] table, int scored) {
    guided.take(
        variant(table),
        table,
        new ObjectiveGradients.Scene(windowed(), active, scored, committed, steps),
        place());
    steps++;
  }

  @Override
  public void steer(List<Guidance> guidance) {
    checkOpen();
    guided.steer(guidance);
  }

  @Override
  public GuidanceTally guidance() {
    return guided.tally();
  }

  @Override
  public void commit(int count) {
    commit(count, request.stabilization());
  }

  @Override
  public void commit(int count, Stabilization shown) {
    checkOpen();
    checkCount(count, "committed");
    if (windowIsMemory) {
      context.addAll(Collections.nCopies(count, shown));
    } else {
      tensors.remember(nextMemory(count, shown));
      tensors.keep(count, active - count);
    }
    committed += count;
    active -= count;
  }

  private List<TFloat32> nextMemory(int count, Stabilization shown) {
    CommitGraph graph =
        model.commitGraph(new CommitGraph.Variant(request.weights(), noise(shown) != 0));
    try (TFloat32 finished = model.editing().cut(session, tensors.tokens(), 0, count);
        TInt32 level = TInt32.scalarOf(shown.level());
        TFloat32 scales = TFloat32.vectorOf((float) scale(shown), (float) noise(shown));
        TInt32 position = TInt32.scalarOf(committed);
        TInt64 key = TInt64.scalarOf(seed)) {
      Session.Runner runner =
          session
              .runner()
              .feed(graph.tokens, finished)
              .feed(graph.level, level)
              .feed(graph.scales, scales)
              .feed(graph.firstPosition, position)
              .feed(graph.seed, key);
      List<TFloat32> memory = tensors.memory();
      for (int i = 0; i < memory.size(); i++) {
        runner.feed(graph.memory.get(i), memory.get(i));
        runner.fetch(graph.nextMemory.get(i));
      }
      Optional<TFloat32> theirConditions =
          tensors.conditions().map(c -> model.editing().cut(session, c, 0, count));
      try {
        theirConditions.ifPresent(c -> runner.feed(graph.conditions.orElseThrow(), c));
        Result result = runner.run();
        List<TFloat32> next = new ArrayList<>();
        for (int i = 0; i < memory.size(); i++) {
          next.add((TFloat32) result.get(i));
        }
        return next;
      } finally {
        theirConditions.ifPresent(TFloat32::close);
      }
    }
  }

  @Override
  public SamplingSession fork(long otherSeed) {
    checkOpen();
    TensorFlowSamplingSession fork =
        new TensorFlowSamplingSession(
            model, request, otherSeed, guided.guidance(), tensors.fork(request));
    fork.context.addAll(context);
    fork.committed = committed;
    fork.active = active;
    fork.steps = steps;
    return fork;
  }

  @Override
  public SessionState save() {
    checkOpen();
    List<NamedTensor> saved = new ArrayList<>(tensors.save());
    if (!context.isEmpty()) {
      FloatBuffer numbers = NativeTensors.direct(2 * context.size());
      context.forEach(shown -> numbers.put(shown.level()).put(shown.withNoise() ? 1 : 0));
      saved.add(new NamedTensor(CONTEXT, List.of((long) context.size(), 2L), numbers.flip()));
    }
    return new SessionState(committed, active, steps, saved);
  }

  @Override
  public void read(int first, int count, FloatBuffer target) {
    checkOpen();
    checkActive(first, count, "read");
    TFloat32 all = tensors.tokens();
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
      tensors.close();
      guided.close();
    }
  }
}
