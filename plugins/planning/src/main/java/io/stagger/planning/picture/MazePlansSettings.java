package io.stagger.planning.picture;

import io.stagger.api.config.Setting;
import io.stagger.planning.maze.MazeChoice;
import io.stagger.planning.maze.NamedMaze;
import java.util.Optional;

/**
 * Settings of the renderer {@code maze-plans}.
 *
 * @param maze a maze of the benchmark
 * @param file a file with a maze, instead; a plain ground if neither is given
 * @param panels how many windows to show
 * @param plans how many futures to draw of each
 */
public record MazePlansSettings(
    @Setting(
            "a maze of the benchmark to draw over: umaze, medium or large; a plain ground if"
                + " neither it nor a file is given")
        Optional<NamedMaze> maze,
    @Setting(
            "text file with a maze instead, a row a line: # is a wall, O is free, G is free and the"
                + " goal")
        Optional<String> file,
    @Setting(
            value = "how many windows to show, evenly chosen",
            defaultValue = "6",
            min = 1,
            max = 100)
        int panels,
    @Setting(
            value = "how many of the sampled futures to draw in each",
            defaultValue = "8",
            min = 1,
            max = 1000)
        int plans) {
  /** Checks what ranges can't say. */
  public MazePlansSettings {
    MazeChoice.checkNotBoth(maze, file);
  }
}
