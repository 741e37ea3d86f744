package io.stagger.planning.maze;

import io.stagger.api.config.Setting;
import io.stagger.planning.maze.Maze.Cell;
import java.util.Optional;

/**
 * Settings of the environment {@code maze2d}.
 *
 * @param maze a maze of the benchmark
 * @param file a file with a maze, instead
 * @param start where balls start
 * @param goal where balls are to go
 * @param steps after how many steps an episode ends; the benchmark's number if absent
 */
public record MazeSettings(
    @Setting("a maze of the benchmark: umaze, medium or large") Optional<NamedMaze> maze,
    @Setting(
            "text file with a maze instead, a row a line: # is a wall, O is free, G is free and the"
                + " goal")
        Optional<String> file,
    @Setting(
            value =
                "where balls start: random for a random free cell each time, or the row and the"
                    + " column of a cell, such as 3 1",
            defaultValue = "random")
        String start,
    @Setting(
            value =
                "where balls are to go: maze for the maze's goal, random for a random free cell"
                    + " each time, or the row and the column of a cell, such as 3 1",
            defaultValue = "maze")
        String goal,
    @Setting(
            value =
                "after how many steps an episode ends; 300, 600 and 800 for umaze, medium and large"
                    + " if not given",
            min = 1)
        Optional<Integer> steps) {
  private static final String RANDOM = "random";
  private static final String OF_THE_MAZE = "maze";

  /** Checks what ranges can't say. */
  public MazeSettings {
    MazeChoice.checkNotBoth(maze, file);
    startCell(start);
    if (!goal.equals(OF_THE_MAZE)) {
      goalCell(goal);
    }
    if (file.isPresent() && steps.isEmpty()) {
      throw new IllegalArgumentException(
          "'steps' is not given, but a maze of one's own needs it, such as 600.");
    }
  }

  private static Optional<Cell> startCell(String start) {
    return start.equals(RANDOM)
        ? Optional.empty()
        : Optional.of(MazeChoice.cell("start", start, RANDOM));
  }

  private static Optional<Cell> goalCell(String goal) {
    return goal.equals(RANDOM)
        ? Optional.empty()
        : Optional.of(MazeChoice.cell("goal", goal, OF_THE_MAZE + ", " + RANDOM));
  }

  /** The cell to start in; empty for a random one. */
  Optional<Cell> startCell() {
    return startCell(start);
  }

  /** The cell to go to; empty for a random one. */
  Optional<Cell> goalCell(Maze of) {
    return goal.equals(OF_THE_MAZE) ? Optional.of(of.goal()) : goalCell(goal);
  }

  /** After how many steps an episode ends. */
  int episodeSteps() {
    return steps.or(() -> maze.map(NamedMaze::steps)).orElseThrow();
  }
}
