package io.stagger.api.sampling;

import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What to sample.
 *
 * <p>A token that the matrix begins below pure noise ({@link SchedulingMatrix#beginningAt}) starts
 * from its values in the sequence, noised to that level; the values of the others are not looked
 * at.
 *
 * @param sequences equally long, each of known tokens, tokens to sample, and padding
 * @param known how many leading tokens are known, at least 0
 * @param matrix the plan for the tokens after them, of any number of steps up to the number of
 *     training levels; it need not be that of the run's configuration
 * @param padding how many tokens after those stay pure noise, at least 0: the unused rest of the
 *     window of a model without causality that was trained so; causal models ignore it
 * @param steering how guidance differs from what the run is configured with
 * @param seed decides all noise
 * @param observer sees the tokens on their way; {@link Observer#NONE} saves time
 * @since 0.1.0
 */
public record SamplingTask(
    List<Tokens> sequences,
    int known,
    SchedulingMatrix matrix,
    int padding,
    Steering steering,
    long seed,
    Observer observer) {
  /** Checks the sizes. */
  public SamplingTask {
    sequences = List.copyOf(sequences);
    Objects.requireNonNull(steering, "steering");
    Objects.requireNonNull(observer, "observer");
    if (sequences.isEmpty() || known < 0 || padding < 0) {
      throw new IllegalArgumentException(
          "A task has at least 1 sequence and 0 known tokens and padding, not %d, %d and %d."
              .formatted(sequences.size(), known, padding));
    }
    int length = known + matrix.horizon() + padding;
    for (Tokens sequence : sequences) {
      if (sequence.length() != length) {
        throw new IllegalArgumentException(
            "A sequence has %d tokens, but %d are known, the matrix plans %d more, and %d are padding."
                .formatted(sequence.length(), known, matrix.horizon(), padding));
      }
    }
    if (!steering.goals().isEmpty() && steering.goals().size() != sequences.size()) {
      throw new IllegalArgumentException(
          "%d goals don't go with %d sequences."
              .formatted(steering.goals().size(), sequences.size()));
    }
  }

  /** A task without padding, guided as the run is configured. */
  public static SamplingTask of(
      List<Tokens> sequences, int known, SchedulingMatrix matrix, long seed) {
    return new SamplingTask(
        sequences, known, matrix, 0, Steering.AS_CONFIGURED, seed, Observer.NONE);
  }

  /** The same task steered otherwise. */
  public SamplingTask with(Steering other) {
    return new SamplingTask(sequences, known, matrix, padding, other, seed, observer);
  }

  /** The same task with somebody watching. */
  public SamplingTask with(Observer other) {
    return new SamplingTask(sequences, known, matrix, padding, steering, seed, other);
  }

  /**
   * How guidance differs from what the run is configured with.
   *
   * @param strength multiplies the scale of every objective; 0 samples without guidance
   * @param futures how many futures guidance looks at in each step; empty for as configured
   * @param goals what each sequence is to reach, in the unit of the data, for objectives that have
   *     no goal of their own; as many as sequences, or empty if there is none
   */
  public record Steering(double strength, OptionalInt futures, List<List<Double>> goals) {
    /** As the run is configured. */
    public static final Steering AS_CONFIGURED = new Steering(1, OptionalInt.empty(), List.of());

    /** Checks the numbers and copies the lists. */
    public Steering {
      goals = goals.stream().map(List::copyOf).toList();
      if (!Double.isFinite(strength) || (futures.isPresent() && futures.getAsInt() < 1)) {
        throw new IllegalArgumentException(
            "Guidance has a finite strength and looks at 1 future at least, not %s and %s."
                .formatted(strength, futures));
      }
    }
  }

  /** Sees tokens on their way from noise to clean. What it throws ends the sampling. */
  @FunctionalInterface
  public interface Observer {
    /** Doesn't look. */
    Observer NONE = (first, row, tokens) -> {};

    /**
     * A row of the matrix is reached; row 0 is the start.
     *
     * @param first which of the task's sequences is the first of these
     * @param row the row
     * @param tokens of each of these sequences, the known tokens and those of the matrix
     */
    void reached(int first, int row, List<Tokens> tokens);
  }
}
