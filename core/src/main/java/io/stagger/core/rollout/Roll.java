package io.stagger.core.rollout;

import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamConditions;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** How a stream gets its tokens, one at a time. Not thread-safe. */
interface Roll extends AutoCloseable {
  /** How many tokens of each sequence are past: observed or taken. */
  long position();

  /**
   * Makes tokens the past.
   *
   * @param columns at least 1
   * @param shown how the network is to see them; empty for as it sees all that is past
   */
  void observe(List<BatchLayout.Column> columns, Optional<Stabilization> shown);

  /**
   * Takes the next token of every sequence, which becomes the past.
   *
   * @param cancelled asked before each engine call
   * @throws java.util.concurrent.CancellationException if so; what was sampled is kept
   */
  BatchLayout.Column next(BooleanSupplier cancelled);

  /** Changes the conditions of tokens that have not begun. */
  void condition(StreamConditions conditions);

  /** Steers otherwise from the next step on. */
  void steer(SamplingTask.Steering steering);

  /** Another one that goes on from here by itself. */
  Roll fork(long seed);

  /** Writes down everything that is needed to go on. */
  void save(Snapshot.Builder snapshot);

  @Override
  void close();
}
