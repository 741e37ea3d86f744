package io.stagger.api.environment;

/**
 * Episodes of an environment that go on side by side. What happens in one is a function of the seed
 * that it was reset with and of its actions alone.
 *
 * <p>Not thread-safe.
 */
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

  /** The reward of an episode's last step; 0 after a reset. */
  double reward(int episode);

  /** Whether an episode has ended. */
  boolean isDone(int episode);

  /** Gives back what the episodes hold. Closing twice is harmless. */
  @Override
  default void close() {}
}
