package io.stagger.api.environment;

import io.stagger.api.Experimental;
import java.util.Optional;

/**
 * A world in which actions have consequences. Immutable; any thread may open episodes.
 *
 * @since 0.1.0
 */
@Experimental
public interface Environment {
  /** What its observations and actions are. */
  Spec spec();

  /**
   * Opens episodes that go on side by side without affecting one another, each still to be reset.
   *
   * @param count how many, at least 1
   */
  Episodes open(int count);

  /** The returns between which scores are normalized; empty if nobody has fixed any. */
  default Optional<Returns> returns() {
    return Optional.empty();
  }

  /**
   * Two sums of rewards in an episode that a score is measured by: {@code 100 (return - random) /
   * (expert - random)}.
   *
   * @param random what random actions get, which scores 0
   * @param expert what an expert gets, which scores 100
   */
  record Returns(double random, double expert) {
    /** The normalized score of a return. */
    public double score(double episodeReturn) {
      return 100 * (episodeReturn - random) / (expert - random);
    }
  }

  /**
   * The shape of a world.
   *
   * @param observationWidth how many numbers an observation has, at least 1
   * @param actionWidth how many numbers an action has, at least 1
   * @param actionLimit the greatest absolute value of an action's numbers; others are clipped
   * @param steps after how many steps an episode ends, at least 1
   */
  record Spec(int observationWidth, int actionWidth, double actionLimit, int steps) {
    /** Checks the numbers. */
    public Spec {
      if (observationWidth < 1 || actionWidth < 1 || steps < 1 || !(actionLimit > 0)) {
        throw new IllegalArgumentException(
            "An environment has at least 1 observed number, 1 action and 1 step and an action limit above 0, not %d, %d, %d and %s."
                .formatted(observationWidth, actionWidth, steps, actionLimit));
      }
    }
  }
}
