package io.stagger.planning.guidance;

import io.stagger.api.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@link WaypointObjective}.
 *
 * @param point the place to be near
 * @param from the first observation that counts
 * @param until the last observation that counts; absent for the end
 * @param tolerance the distance from which on the pull no longer grows
 * @param position which two of an observation's numbers are the position
 */
public record WaypointSettings(
    @Setting("the place to be near, in the unit of the data, such as 1.5,3") List<Double> point,
    @Setting(
            value = "the first observation that counts; 0 is the initial one, which is known",
            defaultValue = "1",
            min = 1)
        int from,
    @Setting(value = "the last observation that counts; the end by default", min = 1)
        Optional<Integer> until,
    @Setting(
            value = "the distance from which on the pull no longer grows, in the unit of the data",
            defaultValue = "0.5",
            min = 1e-6)
        double tolerance,
    @Setting(
            value = "which two of an observation's numbers are the position, from 0",
            defaultValue = "0,1",
            min = 0)
        List<Integer> position) {
  /** Checks the numbers. */
  public WaypointSettings {
    point = Position.checkedPoint("point", point);
    position = Position.checked(position);
    if (until.isPresent() && until.get() < from) {
      throw new IllegalArgumentException(
          "'until' is %d, but must be at least 'from', %d.".formatted(until.get(), from));
    }
  }
}
