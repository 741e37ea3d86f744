package io.stagger.planning;

import java.util.Arrays;
import java.util.Objects;

/**
 * A sample of planning: a stretch of an episode. It begins with an observation; each step is an
 * action, the reward for it, and the observation that it leads to. The arrays are not copied and
 * must not be changed.
 *
 * @param observationWidth how many numbers an observation has, at least 1
 * @param actionWidth how many numbers an action has, at least 0
 * @param observations [steps + 1, observation width]
 * @param actions [steps, action width]; the action of step t leads from observation t to t + 1
 * @param rewards [steps]
 * @param realSteps how many of the steps belong to the episode, from 0 to steps; what follows is
 *     padding
 */
public record Trajectory(
    int observationWidth,
    int actionWidth,
    float[] observations,
    float[] actions,
    float[] rewards,
    int realSteps) {
  /** Checks the sizes. */
  public Trajectory {
    Objects.requireNonNull(rewards, "rewards");
    if (observationWidth < 1
        || actionWidth < 0
        || observations.length != (rewards.length + 1) * observationWidth
        || actions.length != rewards.length * actionWidth) {
      throw new IllegalArgumentException(
          "A trajectory of %d steps has %d observations of width %d and %d actions of width %d, not %d and %d numbers."
              .formatted(
                  rewards.length,
                  rewards.length + 1,
                  observationWidth,
                  rewards.length,
                  actionWidth,
                  observations.length,
                  actions.length));
    }
    if (realSteps < 0 || realSteps > rewards.length) {
      throw new IllegalArgumentException(
          "A trajectory of %d steps can't have %d real ones.".formatted(rewards.length, realSteps));
    }
  }

  /** How many steps it has, padding included. */
  public int steps() {
    return rewards.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trajectory that
        && that.observationWidth == observationWidth
        && that.actionWidth == actionWidth
        && that.realSteps == realSteps
        && Arrays.equals(that.observations, observations)
        && Arrays.equals(that.actions, actions)
        && Arrays.equals(that.rewards, rewards);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        observationWidth,
        actionWidth,
        realSteps,
        Arrays.hashCode(observations),
        Arrays.hashCode(actions),
        Arrays.hashCode(rewards));
  }

  @Override
  public String toString() {
    return "trajectory of %d steps, %d of them real".formatted(steps(), realSteps);
  }
}
