package io.stagger.core.rollout;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.TokenStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A stream as any thread may use it. Two locks are taken, always in this order: this stream's, for
 * the whole of a call, and the sampler's, for each call into the engine. Neither is held while a
 * subscriber is called; the stream's own is while conditions are asked for, so whoever supplies
 * them may cancel and close the stream, but nothing else.
 */
final class RolledStream implements TokenStream {
  private static final String KEPT_VALUES = "kept.values";
  private static final String KEPT_CONDITIONS = "kept.conditions";

  private final StreamHost host;
  private final BatchLayout layout;
  private final Roll roll;
  private final Supplier<Map<String, String>> facts;
  private final long seed;

  /** What a cancelled pull had taken. */
  private final Deque<BatchLayout.Column> kept;

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Set<Pull> pulls = ConcurrentHashMap.newKeySet();
  private Steering steering;
  private volatile boolean closed;
  private boolean released;

  RolledStream(
      StreamHost host,
      BatchLayout layout,
      Roll roll,
      Supplier<Map<String, String>> facts,
      Steering steering,
      long seed,
      Deque<BatchLayout.Column> kept) {
    this.host = host;
    this.layout = layout;
    this.roll = roll;
    this.facts = facts;
    this.steering = steering;
    this.seed = seed;
    this.kept = kept;
  }

  /** What a snapshot keeps of a cancelled pull. */
  static Deque<BatchLayout.Column> kept(Snapshot snapshot, BatchLayout layout) {
    List<float[]> values = snapshot.rows(KEPT_VALUES, layout.batch(), layout.spec().width());
    List<float[]> conditions =
        snapshot.rows(KEPT_CONDITIONS, layout.batch(), layout.spec().conditionWidth());
    snapshot.checkAsMany(KEPT_CONDITIONS, conditions, values);
    Deque<BatchLayout.Column> kept = new ArrayDeque<>();
    for (int i = 0; i < values.size(); i++) {
      kept.add(new BatchLayout.Column(values.get(i), conditions.get(i)));
    }
    return kept;
  }

  @Override
  public TokenSpec spec() {
    return layout.spec();
  }

  @Override
  public int batch() {
    return layout.batch();
  }

  private <T> T locked(Supplier<T> call) {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "Whoever supplies a stream's conditions may only cancel and close it meanwhile.");
    }
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("The stream is closed.");
      }
      return call.get();
    } finally {
      // Whoever supplies conditions may have closed it meanwhile.
      if (closed) {
        release();
      }
      lock.unlock();
    }
  }

  @Override
  public long position() {
    return locked(() -> roll.position() - kept.size());
  }

  @Override
  public void observe(List<Tokens> tokens, double deviation) {
    List<BatchLayout.Column> columns = layout.columns(tokens);
    Optional<Stabilization> shown = shown(deviation);
    locked(
        () -> {
          if (!kept.isEmpty()) {
            throw new IllegalStateException(
                "A pull was cancelled when it had sampled %d tokens, which are the past already: pull these before observing more, next(%d) gives them without sampling."
                    .formatted(kept.size(), kept.size()));
          }
          roll.observe(columns, shown);
          return columns.size();
        });
  }

  /** The level with as much noise, at least that of stabilization; the last if none has as much. */
  private Optional<Stabilization> shown(double deviation) {
    if (!(deviation >= 0 && deviation < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The deviation of what is observed is a finite number of at least 0, not "
              + deviation
              + ".");
    }
    if (deviation == 0) {
      return Optional.empty();
    }
    NoiseSchedule schedule = host.noiseSchedule();
    int level = 0;
    while (level < schedule.levels() - 1
        && schedule.noise(level) < deviation * schedule.signal(level)) {
      level++;
    }
    return Optional.of(new Stabilization(Math.max(level, host.stabilization().level()), false));
  }

  @Override
  public List<Tokens> next(int count) {
    return pull(count, new Pull());
  }

  /** Pulls, unless or until it is cancelled. */
  private List<Tokens> pull(int count, Pull pull) {
    if (count < 1) {
      throw new IllegalArgumentException("At least 1 token is pulled, not " + count + ".");
    }
    // Before it waits for its turn, so that it can be cancelled while it waits.
    pulls.add(pull);
    try {
      return locked(() -> layout.tokens(take(count, pull)));
    } finally {
      pulls.remove(pull);
    }
  }

  private List<BatchLayout.Column> take(int count, Pull pull) {
    while (kept.size() < count) {
      if (pull.getAsBoolean()) {
        throw new CancellationException("The pull was cancelled.");
      }
      // What is taken is kept until all are there.
      kept.add(roll.next(pull));
    }
    List<BatchLayout.Column> columns = new ArrayList<>(count);
    while (columns.size() < count) {
      columns.add(kept.remove());
    }
    return columns;
  }

  @Override
  public void condition(StreamConditions conditions) {
    Objects.requireNonNull(conditions, "conditions");
    locked(
        () -> {
          roll.condition(conditions);
          return conditions;
        });
  }

  @Override
  public void steer(Steering other) {
    if (!other.goals().isEmpty() && other.goals().size() != batch()) {
      throw new IllegalArgumentException(
          "%d goals don't go with %d sequences.".formatted(other.goals().size(), batch()));
    }
    locked(
        () -> {
          roll.steer(other);
          steering = other;
          return other;
        });
  }

  @Override
  public TokenStream fork(long other) {
    return locked(
        () ->
            new RolledStream(
                host, layout, roll.fork(other), facts, steering, other, new ArrayDeque<>(kept)));
  }

  @Override
  public byte[] snapshot() {
    return locked(
        () -> {
          int width = layout.batch() * layout.spec().width();
          int conditionWidth = layout.batch() * layout.spec().conditionWidth();
          Snapshot.Builder snapshot =
              new Snapshot.Builder()
                  .fingerprint(facts.get())
                  .put(Snapshot.BATCH, layout.batch())
                  .put(Snapshot.SEED, seed)
                  .put(Snapshot.POSITION, roll.position())
                  .steering(steering)
                  .rows(KEPT_VALUES, kept.stream().map(BatchLayout.Column::values).toList(), width)
                  .rows(
                      KEPT_CONDITIONS,
                      kept.stream().map(BatchLayout.Column::conditions).toList(),
                      conditionWidth);
          roll.save(snapshot);
          return snapshot.toBytes();
        });
  }

  @Override
  public Flow.Publisher<List<Tokens>> publisher(Executor executor) {
    return new TokenPublisher(pull -> pull(1, pull), executor);
  }

  @Override
  public void cancel() {
    pulls.forEach(Pull::cancel);
  }

  @Override
  public void close() {
    closed = true;
    cancel();
    if (!lock.isHeldByCurrentThread()) {
      lock.lock();
      try {
        release();
      } finally {
        lock.unlock();
      }
    }
  }

  private void release() {
    if (!released) {
      released = true;
      roll.close();
    }
  }
}
