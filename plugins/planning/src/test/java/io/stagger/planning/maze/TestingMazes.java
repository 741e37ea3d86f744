package io.stagger.planning.maze;

import java.util.List;

/** The three mazes of Maze2D. */
final class TestingMazes {
  private TestingMazes() {}

  static Maze named(String name) {
    return Maze.of(
        switch (name) {
          case "umaze" -> List.of("#####", "#GOO#", "###O#", "#OOO#", "#####");
          case "medium" ->
              List.of(
                  "########",
                  "#OO##OO#",
                  "#OO#OOO#",
                  "##OOO###",
                  "#OO#OOO#",
                  "#O#OO#O#",
                  "#OOO#OG#",
                  "########");
          case "large" ->
              List.of(
                  "############",
                  "#OOOO#OOOOO#",
                  "#O##O#O#O#O#",
                  "#OOOOOO#OOO#",
                  "#O####O###O#",
                  "#OO#O#OOOOO#",
                  "##O#O#O#O###",
                  "#OO#OOO#OGO#",
                  "############");
          default -> throw new IllegalArgumentException(name);
        });
  }
}
