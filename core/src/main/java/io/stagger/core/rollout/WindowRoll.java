package io.stagger.core.rollout;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.api.sampling.StreamConditions;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Goes on window by window. Each is sampled in a session of its own, from the last tokens of the
 * past, and its first new tokens are kept. An observation discards those that are not taken yet.
 *
 * <p>A window that is cancelled on its way is begun anew by the next pull, with the same noise.
 */
final class WindowRoll implements Roll {
  private final StreamHost host;
  private final Windows windows;
  private final BatchLayout layout;
  private final BegunConditions conditions;
  private final long seed;
  private final Deque<Past> past;
  private final Deque<float[]> ready;
  private Steering steering;
  private long position;

  /**
   * How windows follow each other.
   *
   * @param matrix the plan of the new tokens of a window
   * @param context how many tokens of the past a window shows, at least 1
   * @param hop how many of its new tokens are kept, at least 1
   * @param replacement whether the past is shown at the level of the tokens that are sampled
   */
  record Windows(SchedulingMatrix matrix, int context, int hop, boolean replacement) {}

  /** A token that is past, and how the network sees it. */
  private record Past(BatchLayout.Column column, Stabilization shown) {}

  private WindowRoll(
      StreamHost host,
      Windows windows,
      BatchLayout layout,
      BegunConditions conditions,
      long seed,
      Steering steering,
      long position,
      Deque<Past> past,
      Deque<float[]> ready) {
    this.host = host;
    this.windows = windows;
    this.layout = layout;
    this.conditions = conditions;
    this.seed = seed;
    this.steering = steering;
    this.position = position;
    this.past = past;
    this.ready = ready;
  }

  /** Begins. */
  static WindowRoll open(
      StreamHost host,
      Windows windows,
      BatchLayout layout,
      StreamConditions conditions,
      Steering steering,
      long seed) {
    return new WindowRoll(
        host,
        windows,
        layout,
        new BegunConditions(layout.spec(), layout.batch(), conditions, 0, List.of()),
        seed,
        steering,
        0,
        new ArrayDeque<>(),
        new ArrayDeque<>());
  }

  /** Goes on. */
  static WindowRoll resume(
      StreamHost host,
      Windows windows,
      BatchLayout layout,
      StreamConditions conditions,
      Steering steering,
      long seed,
      Snapshot snapshot) {
    int batch = layout.batch();
    int width = layout.spec().width();
    int conditionWidth = layout.spec().conditionWidth();
    List<float[]> values = snapshot.rows("past.values", batch, width);
    List<float[]> given = snapshot.rows("past.conditions", batch, conditionWidth);
    List<float[]> shown = snapshot.rows("past.shown", 1, 2);
    snapshot.checkAsMany("past.conditions", given, values);
    snapshot.checkAsMany("past.shown", shown, values);
    Deque<Past> past = new ArrayDeque<>();
    for (int i = 0; i < values.size(); i++) {
      past.add(
          new Past(
              new BatchLayout.Column(values.get(i), given.get(i)),
              new Stabilization((int) shown.get(i)[0], shown.get(i)[1] != 0)));
    }
    long position = snapshot.place(Snapshot.POSITION);
    return new WindowRoll(
        host,
        windows,
        layout,
        new BegunConditions(
            layout.spec(),
            layout.batch(),
            conditions,
            position,
            snapshot.rows("conditions", batch, conditionWidth)),
        seed,
        steering,
        position,
        past,
        new ArrayDeque<>(snapshot.rows("ready", batch, width)));
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public BatchLayout.Column next(BooleanSupplier cancelled) {
    if (ready.isEmpty()) {
      ready.addAll(sample(cancelled));
    }
    if (cancelled.getAsBoolean()) {
      // It waits, finished, for the next pull.
      throw new CancellationException("The pull was cancelled.");
    }
    BatchLayout.Column column =
        new BatchLayout.Column(ready.remove(), conditions.of(position, 1).get(0));
    pass(column, host.stabilization());
    return column;
  }

  private void pass(BatchLayout.Column column, Stabilization shown) {
    past.add(new Past(column, shown));
    if (past.size() > windows.context()) {
      past.remove();
    }
    position++;
    conditions.pass(position);
  }

  private List<float[]> sample(BooleanSupplier cancelled) {
    int count = windows.matrix().horizon();
    conditions.begin(position + count);
    List<Guidance> guidance = host.guidance(steering, sequences(count), past.size());
    // Objectives see whole sequences, and what is committed keeps its level.
    int known = windows.replacement() || !guidance.isEmpty() ? past.size() : 0;
    SamplingSession session =
        host.inTurn(
            () ->
                host.model()
                    .sample(
                        host.request(
                            layout.batch(), steering, guidance, host.windowSeed(seed, position))));
    try {
      host.inTurn(() -> begin(session, count, known > 0));
      int rows = windows.matrix().evaluations();
      for (int row = 0; row < rows; ) {
        int steps = Math.min(windows.matrix().steps(), rows - row);
        DenoisingSteps plan = plan(row, steps, known);
        host.inTurn(
            () -> {
              if (cancelled.getAsBoolean()) {
                throw new CancellationException("The pull was cancelled.");
              }
              session.step(plan);
            });
        row += steps;
      }
      FloatBuffer buffer = layout.direct(windows.hop() * layout.spec().width());
      host.inTurn(() -> session.read(known, windows.hop(), buffer));
      return layout.rows(buffer.rewind(), windows.hop(), layout.spec().width());
    } finally {
      host.inTurn(
          () -> {
            host.steered(session.guidance());
            session.close();
          });
    }
  }

  /** What is known of a window: its past, and the conditions of all. */
  private List<Tokens> sequences(int count) {
    List<BatchLayout.Column> columns = new ArrayList<>();
    past.forEach(token -> columns.add(token.column()));
    float[] unknown = new float[layout.batch() * layout.spec().width()];
    for (float[] given : conditions.of(position, count)) {
      columns.add(new BatchLayout.Column(unknown, given));
    }
    return layout.tokens(columns);
  }

  private void begin(SamplingSession session, int count, boolean keepsActive) {
    List<Past> tokens = new ArrayList<>(past);
    for (int first = 0; first < tokens.size(); ) {
      Stabilization shown = tokens.get(first).shown();
      int end = first + 1;
      while (end < tokens.size() && tokens.get(end).shown().equals(shown)) {
        end++;
      }
      List<BatchLayout.Column> columns =
          tokens.subList(first, end).stream().map(Past::column).toList();
      session.append(end - first, layout.values(columns), layout.conditions(columns));
      if (!keepsActive) {
        if (shown.equals(host.stabilization())) {
          session.commit(end - first);
        } else {
          session.commit(end - first, shown);
        }
      }
      first = end;
    }
    session.appendNoise(
        count, layout.buffer(conditions.of(position, count), layout.spec().conditionWidth()));
  }

  private DenoisingSteps plan(int row, int steps, int known) {
    SchedulingMatrix matrix = windows.matrix();
    DenoisingSteps plan = host.plan(known, LevelPlan.of(matrix), row, steps, 0, matrix.horizon());
    int token = 0;
    for (Past shown : known > 0 ? past : Collections.<Past>emptyList()) {
      for (int step = 0; step < steps; step++) {
        if (windows.replacement()) {
          int level = sharedLevel(matrix, row + step).orElseThrow();
          host.show(plan, step, token, new Stabilization(host.trainingLevel(level), true));
        } else if (!shown.shown().equals(host.stabilization())) {
          host.show(plan, step, token, shown.shown());
        }
      }
      token++;
    }
    return plan;
  }

  /** The sampling level that all unfinished tokens of a row have, if it is one. */
  static Optional<Integer> sharedLevel(SchedulingMatrix matrix, int row) {
    int shared = 0;
    for (int token = 0; token < matrix.horizon(); token++) {
      int level = matrix.level(row, token);
      if (level > 0 && shared > 0 && level != shared) {
        return Optional.empty();
      }
      shared = Math.max(shared, level);
    }
    return Optional.of(shared);
  }

  @Override
  public void observe(List<BatchLayout.Column> columns, Optional<Stabilization> shown) {
    if (windows.replacement() && shown.isPresent()) {
      throw new StaggerException(
          "An observation with a deviation can't be shown at its own noise level, because sampling.rollout.replacement shows all of the past at the level of what is sampled; observe it without a deviation, or set 'replacement' to false.");
    }
    ready.clear();
    for (BatchLayout.Column column : columns) {
      pass(column, shown.orElse(host.stabilization()));
    }
  }

  @Override
  public void condition(StreamConditions source) {
    conditions.source(source);
  }

  @Override
  public void steer(Steering other) {
    steering = other;
  }

  @Override
  public Roll fork(long other) {
    return new WindowRoll(
        host,
        windows,
        layout,
        conditions.copy(),
        other,
        steering,
        position,
        new ArrayDeque<>(past),
        new ArrayDeque<>(ready));
  }

  @Override
  public void save(Snapshot.Builder snapshot) {
    int width = layout.batch() * layout.spec().width();
    int conditionWidth = layout.batch() * layout.spec().conditionWidth();
    snapshot
        .rows("past.values", past.stream().map(token -> token.column().values()).toList(), width)
        .rows(
            "past.conditions",
            past.stream().map(token -> token.column().conditions()).toList(),
            conditionWidth)
        .rows("past.shown", past.stream().map(token -> shown(token.shown())).toList(), 2)
        .rows("ready", new ArrayList<>(ready), width)
        .rows("conditions", conditions.begun(), conditionWidth);
  }

  private static float[] shown(Stabilization shown) {
    return new float[] {shown.level(), shown.withNoise() ? 1 : 0};
  }

  /** Owns nothing between windows. */
  @Override
  public void close() {}
}
