package io.stagger.core.rollout;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenStream;
import io.stagger.core.rollout.RolloutConfiguration.Past;
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
    BatchLayout layout =
        new BatchLayout(host.spec(), Math.toIntExact(snapshot.number(Snapshot.BATCH)));
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
    boolean asked = configuration.past().filter(past -> past == Past.MEMORY).isPresent();
    if (asked && !host.remembersWithoutLimit()) {
      throw new StaggerException(
          "The key 'sampling.rollout.past' is 'memory', but this backbone does not remember without limit; set it to 'window', or choose a backbone that does.");
    }
    if (asked && configuration.replacement()) {
      throw new StaggerException(
          "The key 'sampling.rollout.replacement' is true and 'sampling.rollout.past' is 'memory', but only windows show the past anew; set 'past' to 'window', or 'replacement' to false.");
    }
    boolean possible =
        host.remembersWithoutLimit()
            && !configuration.replacement()
            && configuration.past().filter(past -> past == Past.WINDOW).isEmpty();
    if (possible) {
      Optional<EndlessSchedule> schedule = EndlessSchedule.of(host::matrix);
      if (schedule.isPresent()) {
        return memory(schedule.get());
      }
      if (asked) {
        throw new StaggerException(
            "The key 'sampling.rollout.past' is 'memory', but the sampling schedule does not go on without an end, because it never repeats from token to token; choose one that does, such as autoregressive, rolling or chunked, or set 'past' to 'window'.");
      }
    }
    return windows();
  }

  private Way memory(EndlessSchedule schedule) {
    if (schedule.widest() > host.together()) {
      throw new StaggerException(
          "%d tokens would be in the making together, but the model sees at most %d together; choose a sampling.schedule that finishes tokens sooner, or set sampling.rollout.past to 'window'."
              .formatted(schedule.widest(), host.together()));
    }
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

  private Way windows() {
    int together = host.together();
    int context = configuration.context().orElse(Math.max(1, host.trainingLength() / 2));
    if (context >= together) {
      throw new StaggerException(
          "Windows show %d tokens of the past (sampling.rollout.context), but the model sees at most %d together, and at least 1 has to be new; lower the context, or set sampling.window."
              .formatted(context, together));
    }
    int fresh = together - context;
    int hop = configuration.hop().orElse(fresh);
    if (hop > fresh) {
      throw new StaggerException(
          "The key 'sampling.rollout.hop' is %d, but a window of %d tokens that shows %d of the past has %d new ones; lower 'hop' or 'context'."
              .formatted(hop, together, context, fresh));
    }
    SchedulingMatrix matrix = host.matrix(fresh);
    for (int row = 0; configuration.replacement() && row < matrix.evaluations(); row++) {
      if (WindowRoll.sharedLevel(matrix, row).isEmpty()) {
        throw new StaggerException(
            "The key 'sampling.rollout.replacement' is true, but the sampling schedule has tokens of several levels in row %d, so there is no one level to show the past at; choose full-sequence, or set 'replacement' to false."
                .formatted(row));
      }
    }
    WindowRoll.Windows windows =
        new WindowRoll.Windows(matrix, context, hop, configuration.replacement());
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
        return "by windows of %d tokens that show %d, keep %d and %s, in %d rows of %d steps (%08x)"
            .formatted(
                context + matrix.horizon(),
                context,
                hop,
                configuration.replacement() ? "replace" : "stabilize",
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
