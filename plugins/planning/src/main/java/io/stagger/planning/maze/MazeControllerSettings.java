package io.stagger.planning.maze;

import io.stagger.api.config.Setting;
import java.util.Optional;

/**
 * Settings of the data source {@code maze2d-controller}.
 *
 * @param maze a maze of the benchmark
 * @param file a file with a maze, instead
 * @param transitions how many rows to record
 * @param seed decides starts, targets and waypoints
 * @param horizon steps of a window; the steps of the benchmark's episodes if absent
 */
public record MazeControllerSettings(
    @Setting("a maze of the benchmark: umaze, medium or large") Optional<NamedMaze> maze,
    @Setting(
            "text file with a maze instead, a row a line: # is a wall, O is free, G is free and the"
                + " goal")
        Optional<String> file,
    @Setting(
            value = "how many steps of the controller to record",
            defaultValue = "1000000",
            min = 2,
            max = 100_000_000)
        int transitions,
    @Setting(value = "decides start, targets and waypoints", defaultValue = "0") long seed,
    @Setting(
            value =
                "steps of a sample, each an action and what it leads to; 300, 600 and 800 for"
                    + " umaze, medium and large if not given",
            min = 1,
            max = 1_000_000)
        Optional<Integer> horizon) {
  /** Checks what ranges can't say. */
  public MazeControllerSettings {
    MazeChoice.checkNotBoth(maze, file);
    if (file.isPresent() && horizon.isEmpty()) {
      throw new IllegalArgumentException(
          "'horizon' is not given, but a maze of one's own needs it, such as 600.");
    }
  }

  /** Steps of a window. */
  int steps() {
    return horizon.or(() -> maze.map(NamedMaze::steps)).orElseThrow();
  }
}
