package io.stagger.planning.guidance;

import io.stagger.api.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@link AvoidObjective}: a disc, or a rectangle along the axes.
 *
 * @param center the center of the region
 * @param radius the radius of a disc
 * @param size the lengths of a rectangle along both axes
 * @param position which two of an observation's numbers are the position
 */
public record AvoidSettings(
    @Setting("the center of the region, in the unit of the data, such as 1.5,3")
        List<Double> center,
    @Setting(value = "the radius of a disc, in the unit of the data", min = 1e-6)
        Optional<Double> radius,
    @Setting(
            value = "the lengths of a rectangle along both axes, instead of a radius, such as 1,2",
            defaultValue = "",
            min = 1e-6)
        List<Double> size,
    @Setting(
            value = "which two of an observation's numbers are the position, from 0",
            defaultValue = "0,1",
            min = 0)
        List<Integer> position) {
  /** Checks the numbers. */
  public AvoidSettings {
    center = Position.checkedPoint("center", center);
    size = List.copyOf(size);
    position = Position.checked(position);
    if (radius.isPresent() != size.isEmpty()) {
      throw new IllegalArgumentException(
          "A region to avoid has either a 'radius' or a 'size', not %s."
              .formatted(radius.isPresent() ? "both" : "neither"));
    }
    if (!size.isEmpty() && size.size() != 2) {
      throw new IllegalArgumentException(
          "'size' is %s, but must be the lengths along both axes, such as 1,2.".formatted(size));
    }
  }
}
