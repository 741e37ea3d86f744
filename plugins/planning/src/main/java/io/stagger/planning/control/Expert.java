package io.stagger.planning.control;

import java.util.List;

/** Acts in one episode of an environment without a trained model, to compare with. */
public interface Expert {
  /**
   * Chooses the next action.
   *
   * @param observation what is observed now, [observation width]
   * @param goal what the episode is to reach, as the leading numbers of an observation
   * @param action receives the action, [action width]
   */
  void act(double[] observation, List<Double> goal, double[] action);

  /** An environment that brings an expert. */
  interface Known {
    /** What reports call the expert: lower-case words joined by '-'. */
    String expertName();

    /**
     * An expert for one episode.
     *
     * @param seed decides what it chooses at random
     */
    Expert expert(long seed);
  }
}
