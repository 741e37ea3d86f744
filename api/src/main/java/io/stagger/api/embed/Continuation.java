package io.stagger.api.embed;

import io.stagger.api.sampling.SamplingTask.Steering;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a sample is to be continued. Immutable.
 *
 * @param count how many futures, at least 1
 * @param seed decides all noise; the same seed gives the same futures
 * @param schedule a sampling schedule as for {@link LoadedRun#schedule}; empty for the run's own
 * @param steps S, how many denoising steps each token takes, from 1 to the number of training
 *     levels; empty for as many as the run is configured with
 * @param steering how guidance differs from what the run is configured with; one goal serves every
 *     future
 * @since 0.1.0
 */
public record Continuation(
    int count, long seed, Optional<String> schedule, OptionalInt steps, Steering steering) {
  /** Checks the numbers. */
  public Continuation {
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(steering, "steering");
    if (count < 1 || steps.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "A continuation has at least 1 future and 1 step, not %d and %s."
              .formatted(count, steps));
    }
    if (steering.goals().size() > 1 && steering.goals().size() != count) {
      throw new IllegalArgumentException(
          "%d goals don't go with %d futures.".formatted(steering.goals().size(), count));
    }
  }

  /**
   * As the run is configured.
   *
   * @param count how many futures, at least 1
   * @param seed decides all noise
   */
  public static Continuation of(int count, long seed) {
    return new Continuation(
        count, seed, Optional.empty(), OptionalInt.empty(), Steering.AS_CONFIGURED);
  }

  /** The same by another sampling schedule. */
  public Continuation by(String other) {
    return new Continuation(count, seed, Optional.of(other), steps, steering);
  }

  /** The same in another number of denoising steps. */
  public Continuation in(int otherSteps) {
    return new Continuation(count, seed, schedule, OptionalInt.of(otherSteps), steering);
  }

  /** The same steered otherwise. */
  public Continuation with(Steering other) {
    return new Continuation(count, seed, schedule, steps, other);
  }
}
