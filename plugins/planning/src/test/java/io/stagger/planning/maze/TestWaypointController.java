package io.stagger.planning.maze;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.planning.maze.Maze.Cell;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestWaypointController {
  @ParameterizedTest
  @ValueSource(strings = {"umaze", "medium", "large"})
  void reachesAnyTargetFromAnywhere(String name) {
    Maze maze = TestingMazes.named(name);
    MazeDynamics dynamics = new MazeDynamics(maze);
    SplittableRandom random = new SplittableRandom(5);
    WaypointController controller = new WaypointController(maze, random);
    double[] action = new double[2];
    for (int trial = 0; trial < 200; trial++) {
      Cell start = maze.free().get(random.nextInt(maze.free().size()));
      Cell target = maze.free().get(random.nextInt(maze.free().size()));
      double[] state = {start.row(), start.column(), 0, 0};
      controller.go(state[0], state[1], target);
      int steps = 0;
      while (!controller.act(state, 0, action, 0)) {
        dynamics.step(state, action, 0, 1);
        steps++;
        assertThat(steps).as("steps from %s to %s", start, target).isLessThan(2000);
      }
      assertThat(Math.hypot(state[0] - target.row(), state[1] - target.column())).isLessThan(0.1);
    }
  }
}
