package io.stagger.planning.guidance;

import io.stagger.api.StaggerException;
import java.util.List;

/**
 * The channels of a position in the plane.
 *
 * @param x the channel of its first coordinate
 * @param y the channel of its second coordinate
 */
record Position(int x, int y) {
  /**
   * Finds the channels.
   *
   * @param objective what messages call the objective
   * @param indices which two of an observation's numbers are the position
   * @throws StaggerException if tokens lack one of them
   */
  static Position of(String objective, List<Integer> indices, TokenLayout layout) {
    int x = layout.observations().indexOf(indices.get(0));
    int y = layout.observations().indexOf(indices.get(1));
    if (x < 0 || y < 0) {
      throw new StaggerException(
          "The guidance objective '%s' takes the numbers %s of an observation for the position, but tokens hold the numbers %s; change 'position', or the tokenizer's observations."
              .formatted(objective, indices, layout.observations()));
    }
    return new Position(x, y);
  }

  /** Refuses what are no two different numbers of an observation. */
  static List<Integer> checked(List<Integer> indices) {
    if (indices.size() != 2 || indices.get(0).equals(indices.get(1))) {
      throw new IllegalArgumentException(
          "'position' is %s, but must be two different numbers of an observation, such as 0,1."
              .formatted(indices));
    }
    return List.copyOf(indices);
  }

  /** Refuses what are no two coordinates. */
  static List<Double> checkedPoint(String key, List<Double> coordinates) {
    if (coordinates.size() != 2
        || coordinates.stream().anyMatch(value -> !Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "'%s' is %s, but must be two finite coordinates, such as 1.5,3."
              .formatted(key, coordinates));
    }
    return List.copyOf(coordinates);
  }
}
