package io.stagger.api.sampling;

import java.util.Objects;

/**
 * What a stream is opened with.
 *
 * @param batch how many sequences go on side by side, at least 1
 * @param conditions those of the tokens to come; {@link StreamConditions#NONE} without any
 * @param steering how guidance differs from what the run is configured with
 * @param seed decides all noise
 * @since 0.1.0
 */
public record StreamRequest(
    int batch, StreamConditions conditions, SamplingTask.Steering steering, long seed) {
  /** Checks the request. */
  public StreamRequest {
    Objects.requireNonNull(conditions, "conditions");
    Objects.requireNonNull(steering, "steering");
    if (batch < 1) {
      throw new IllegalArgumentException("A stream has at least 1 sequence, not " + batch + ".");
    }
    if (!steering.goals().isEmpty() && steering.goals().size() != batch) {
      throw new IllegalArgumentException(
          "%d goals don't go with %d sequences.".formatted(steering.goals().size(), batch));
    }
  }

  /** A stream without conditions, guided as the run is configured. */
  public static StreamRequest of(int batch, long seed) {
    return new StreamRequest(
        batch, StreamConditions.NONE, SamplingTask.Steering.AS_CONFIGURED, seed);
  }
}
