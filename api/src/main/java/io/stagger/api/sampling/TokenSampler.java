package io.stagger.api.sampling;

import io.stagger.api.StaggerException;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.GuidanceTally;
import java.util.List;

/**
 * A trained model with the solver, the schedules and the guidance that its run is configured with.
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public interface TokenSampler {
  /** The shape of the tokens. */
  TokenSpec spec();

  /** The most tokens that a sequence may have: known, sampled and padding together. */
  int window();

  /** The most tokens that a sequence had in training, at most {@link #window()}. */
  int trainingLength();

  /**
   * The plan that the run is configured with, for a number of unknown tokens.
   *
   * @param horizon from 1 to {@link #window()}
   * @throws StaggerException if the configured schedule gives no valid plan for so many
   */
  SchedulingMatrix matrix(int horizon);

  /** What is guided towards besides, and how many futures guidance looks at, for descriptions. */
  Guided guided();

  /**
   * How often this sampler has steered so far, and how often the gradient was clipped. What a
   * stream did is part of it at the latest when it is closed. Everything counts once: a fork, or a
   * stream that was resumed, adds what it did by itself, not what led to it.
   */
  GuidanceTally guidanceTally();

  /**
   * Samples.
   *
   * @return for each sequence the known and the sampled tokens, without padding
   * @throws IllegalArgumentException if the sequences are not of {@link #spec()}, or a number that
   *     the model looks at is not finite
   * @throws StaggerException if the model or an objective of guidance fails at it
   */
  List<Tokens> sample(SamplingTask task);

  /**
   * Begins a roll-out without an end, by the schedule that the run is configured with.
   *
   * @return owned by the caller; all streams are closed before the model is
   * @throws StaggerException if the configured schedule can't be followed without an end
   */
  TokenStream stream(StreamRequest request);

  /**
   * Goes on with a roll-out that was saved.
   *
   * @param snapshot what {@link TokenStream#snapshot} gave
   * @param conditions those of the tokens to come
   * @return owned by the caller, like that of {@link #stream}
   * @throws StaggerException if it is not a snapshot, or that of another model or configuration
   */
  TokenStream resume(byte[] snapshot, StreamConditions conditions);

  /**
   * How sampling is guided as configured.
   *
   * @param objectives the names of the objectives; empty without guidance
   * @param futures how many futures guidance looks at in each step, at least 1
   */
  record Guided(List<String> objectives, int futures) {
    /** Copies the list. */
    public Guided {
      objectives = List.copyOf(objectives);
    }
  }
}
