package io.stagger.api.engine;

import java.util.List;
import java.util.Map;

/**
 * Parameters and everything that computes with them. Not thread-safe: one thread trains or samples
 * at a time.
 *
 * @since 0.1.0
 */
public interface Model extends AutoCloseable {
  /** How many numbers the parameters hold. */
  long parameterCount();

  /**
   * Copies a part of the state out of the engine, in an order and under names that depend on the
   * configuration alone. The optimizer's part is all zeros before the first step.
   */
  List<NamedTensor> save(StatePart part);

  /**
   * Puts a part of the state back. Nothing is changed unless everything fits.
   *
   * @throws io.stagger.api.StaggerException if a name is missing or unknown, or a shape differs
   */
  void restore(StatePart part, Map<String, NamedTensor> state);

  /**
   * Starts training. At most one training session is open at a time.
   *
   * @param settings what stays the same from step to step
   */
  TrainingSession train(OptimizerSettings settings);

  /** Starts sampling a batch of sequences. Several sampling sessions may be open. */
  SamplingSession sample(SamplingRequest request);

  /**
   * Goes on with a session that was saved, as it would have gone on itself.
   *
   * @param request as that of the saved session; another seed makes another future
   * @throws io.stagger.api.StaggerException if the state is not that of a session of this model
   *     with such a request
   */
  SamplingSession resume(SamplingRequest request, SessionState state);

  /** Gives back parameters and native memory. Closing twice is harmless. */
  @Override
  void close();
}
