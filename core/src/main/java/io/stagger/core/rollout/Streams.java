package io.stagger.core.rollout;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Opens streams, in the way that configuration, backbone and schedule allow. */
public final class Streams {
  private final StreamHost host;
  private final RolloutConfiguration configuration;
  private Optional<Way> found = Optional.empty();

  /** Streams of a sampler. */
  public Streams(StreamHost host, RolloutConfiguration configuration) {
    this.host = host;
    this.configuration = configuration;
  }

  /** How streams of this sampler go on. */
  private interface Way {
    Roll open(BatchLayout layout, StreamConditions conditions, Steering steering, long seed);

    Roll resume(
        BatchLayout layout,
        StreamConditions conditions,
        Steering steering,
        long seed,
        Snapshot snapshot);

    String describe();
  }

  /**
   * Begins a stream.
   *
   * @throws StaggerException if what is configured can't be followed without an end
   */
  public TokenStream open(StreamRequest request) {
    Way way = way();
    BatchLayout layout = new BatchLayout(host.spec(), request.batch());
    return new RolledStream(
        host,
        layout,
        way.open(layout, request.conditions(), request.steering(), request.seed()),
        () -> facts(way),
        request.steering(),
        request.seed(),
        new ArrayDeque<>());
  }

  /**
   * Goes on with a stream.
   *
   * @throws StaggerException if it is no snapshot, or that of another model or configuration
   */
  public TokenStream resume(byte[] bytes, StreamConditions conditions) {
    Snapshot snapshot = Snapshot.of(bytes);
    Way way = way();
    snapshot.check(facts(way));
    BatchLayout layout = new BatchLayout(host.spec(), snapshot.count(Snapshot.BATCH, 1));
    Steering steering = snapshot.steering();
    long seed = snapshot.number(Snapshot.SEED);
    // Read before anything native is made that somebody would have to close.
    Deque<BatchLayout.Column> kept = RolledStream.kept(snapshot, layout);
    return new RolledStream(
        host,
        layout,
        way.resume(layout, conditions, steering, seed, snapshot),
        () -> facts(way),
        steering,
        seed,
        kept);
  }

  private Map<String, String> facts(Way way) {
    Map<String, String> facts = new TreeMap<>(host.inTurn(host::fingerprint));
    facts.put("way of rolling out", way.describe());
    return facts;
  }

  /** Looked for once, because it takes a look at large matrices. */
  private synchronized Way way() {
    if (found.isEmpty()) {
      found = Optional.of(find());
    }
    return found.get();
  }

  private Way find() {
    RolloutPlan plan =
        RolloutPlan.of(
            configuration,
            new RolloutPlan.Surroundings(
                host.remembersWithoutLimit(), host.together(), host.trainingLength()),
            host::matrix);
    return plan.schedule().map(this::memory).orElseGet(() -> windows(plan.windows().orElseThrow()));
  }

  private Way memory(EndlessSchedule schedule) {
    return new Way() {
      @Override
      public Roll open(
          BatchLayout layout, StreamConditions conditions, Steering steering, long seed) {
        return MemoryRoll.open(host, schedule, layout, conditions, steering, seed);
      }

      @Override
      public Roll resume(
          BatchLayout layout,
          StreamConditions conditions,
          Steering steering,
          long seed,
          Snapshot snapshot) {
        return MemoryRoll.resume(host, schedule, layout, conditions, steering, seed, snapshot);
      }

      @Override
      public String describe() {
        return "in memory, " + schedule.describe();
      }
    };
  }

  private Way windows(WindowRoll.Windows windows) {
    return new Way() {
      @Override
      public Roll open(
          BatchLayout layout, StreamConditions conditions, Steering steering, long seed) {
        return WindowRoll.open(host, windows, layout, conditions, steering, seed);
      }

      @Override
      public Roll resume(
          BatchLayout layout,
          StreamConditions conditions,
          Steering steering,
          long seed,
          Snapshot snapshot) {
        return WindowRoll.resume(host, windows, layout, conditions, steering, seed, snapshot);
      }

      @Override
      public String describe() {
        SchedulingMatrix matrix = windows.matrix();
        return "by windows of %d tokens that show %d, keep %d and %s, in %d rows of %d steps (%08x)"
            .formatted(
                windows.context() + matrix.horizon(),
                windows.context(),
                windows.hop(),
                windows.replacement() ? "replace" : "stabilize",
                matrix.evaluations(),
                matrix.steps(),
                matrix.hashCode());
      }
    };
  }

  /** How streams of this sampler go on, in words. */
  public String describe() {
    return way().describe();
  }
}
