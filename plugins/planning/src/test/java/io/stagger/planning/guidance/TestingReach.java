package io.stagger.planning.guidance;

import java.util.List;
import java.util.Optional;

/** Settings of the objective to reach a goal. */
final class TestingReach {
  private TestingReach() {}

  /** The defaults. */
  static ReachSettings settings(List<Double> goal) {
    return new ReachSettings(goal, Optional.empty(), 20, 1, 2, 8, 1, List.of(0, 1));
  }
}
