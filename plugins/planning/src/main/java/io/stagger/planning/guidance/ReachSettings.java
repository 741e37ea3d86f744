package io.stagger.planning.guidance;

import io.stagger.api.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@link ReachObjective}.
 *
 * @param goal the place to reach, and after it what the observation's other numbers are to be
 *     there; empty if each sequence has its own
 * @param horizon how many steps count; absent for all
 * @param startWeight weight of the position in known frames
 * @param goalWeight weight of the position in planned frames
 * @param otherStartWeight weight of other numbers in known frames
 * @param otherWeight weight of other numbers in planned frames
 * @param width how far the position's pull reaches, in standard deviations of the data
 * @param position which two of an observation's numbers are the position
 */
public record ReachSettings(
    @Setting(
            value =
                "the place to reach, in the unit of the data, such as 1.5,3; further numbers are the targets of the observation's other numbers in order, 0 where none is given; if empty, each sequence's own, which trials in an environment with goals supply",
            defaultValue = "")
        List<Double> goal,
    @Setting(value = "how many steps count; all by default", min = 1) Optional<Integer> horizon,
    @Setting(
            value = "weight of the position in the frames of known tokens, to keep to the start",
            defaultValue = "20",
            min = 0)
        double startWeight,
    @Setting(value = "weight of the position in planned frames", defaultValue = "1", min = 0)
        double goalWeight,
    @Setting(
            value = "weight of velocity and action in the frames of known tokens",
            defaultValue = "2",
            min = 0)
        double otherStartWeight,
    @Setting(value = "weight of velocity and action in planned frames", defaultValue = "8", min = 0)
        double otherWeight,
    @Setting(
            value =
                "how far the position's pull reaches, in standard deviations of the data; a small one holds a plan at the goal and hardly bends it elsewhere",
            defaultValue = "1",
            min = 1e-6)
        double width,
    @Setting(
            value = "which two of an observation's numbers are the position, from 0",
            defaultValue = "0,1",
            min = 0)
        List<Integer> position) {
  /** Checks the numbers. */
  public ReachSettings {
    goal = List.copyOf(goal);
    position = Position.checked(position);
    if (goal.size() == 1 || goal.stream().anyMatch(value -> !Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "'goal' is %s, but must be at least two finite numbers, such as 1.5,3.".formatted(goal));
    }
  }
}
