package io.stagger.strokes;

import io.stagger.api.config.Setting;
import java.util.List;

/**
 * Settings of {@link InsideObjective}.
 *
 * @param left the region's left edge
 * @param top its upper edge
 * @param right its right edge
 * @param bottom its lower edge
 * @param unit the distance that counts as 1
 */
public record InsideSettings(
    @Setting(
            value = "the region's left edge; the box is 1024 wide",
            defaultValue = "0",
            min = -1024,
            max = 2048)
        double left,
    @Setting(value = "the region's upper edge", defaultValue = "0", min = -1024, max = 2048)
        double top,
    @Setting(value = "the region's right edge", defaultValue = "1024", min = -1024, max = 2048)
        double right,
    @Setting(
            value = "the region's lower edge; the box is 1024 high",
            defaultValue = "1024",
            min = -1024,
            max = 2048)
        double bottom,
    @Setting(
            value = "the distance from the region that counts as 1",
            defaultValue = "100",
            min = 1,
            max = 10_000)
        double unit) {
  /** Checks that there is a region. */
  public InsideSettings {
    checkEdges("left", left, "right", right);
    checkEdges("top", top, "bottom", bottom);
  }

  private static void checkEdges(String lowKey, double low, String highKey, double high) {
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "'%s' is %s, but must be less than '%s', which is %s."
              .formatted(lowKey, low, highKey, high));
    }
  }

  /** The edges of an axis: 0 for left and right, 1 for top and bottom. */
  List<Double> edges(int axis) {
    return axis == 0 ? List.of(left, right) : List.of(top, bottom);
  }
}
