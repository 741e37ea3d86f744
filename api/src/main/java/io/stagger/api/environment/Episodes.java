package io.stagger.api.environment;

import io.stagger.api.Experimental;
import java.util.List;
import java.util.Map;

/**
 * Episodes of an environment that go on side by side. What happens in one is a function of the seed
 * that it was reset with and of its actions alone.
 *
 * <p>Not thread-safe.
 *
 * @since 0.1.0
 */
@Experimental
public interface Episodes extends AutoCloseable {
  /** How many episodes there are. */
  int count();

  /**
   * Begins an episode anew, from a start that the seed decides.
   *
   * @param episode from 0 to {@code count() - 1}
   */
  void reset(int episode, long seed);

  /**
   * Takes one step in every episode that is not done; those that are stand still, with a reward of
   * 0.
   *
   * @param actions [count, action width], clipped to the action limit
   * @throws IllegalStateException if an episode was never reset
   */
  void step(double[] actions);

  /**
   * What is observed now.
   *
   * @param observations receives [count, observation width]
   */
  void observe(double[] observations);

  /**
   * What an episode is to reach, as the leading numbers of an observation; empty if the environment
   * has no goal but its reward. Stays the same until the next reset.
   */
  default List<Double> goal(int episode) {
    return List.of();
  }

  /** The reward of an episode's last step; 0 after a reset. */
  double reward(int episode);

  /**
   * Further numbers about an episode so far that are worth a report, by name, lower-case words
   * joined by '_': how often something was touched, say.
   */
  default Map<String, Double> tallies(int episode) {
    return Map.of();
  }

  /** Whether an episode has ended. */
  boolean isDone(int episode);

  /** Gives back what the episodes hold. Closing twice is harmless. */
  @Override
  default void close() {}
}
