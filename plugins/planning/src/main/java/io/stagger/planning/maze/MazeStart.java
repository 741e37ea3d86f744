package io.stagger.planning.maze;

import io.stagger.planning.maze.Maze.Cell;
import java.util.random.RandomGenerator;

/** How the benchmark Maze2D places balls and goals. */
final class MazeStart {
  private static final double GREATEST_DISPLACEMENT = 0.1;
  private static final double SPEED = 0.1;

  private MazeStart() {}

  static Cell randomCell(Maze maze, RandomGenerator random) {
    return maze.free().get(random.nextInt(maze.free().size()));
  }

  /** A coordinate near a cell's: uniform within 0.1. */
  static double near(int cell, RandomGenerator random) {
    return cell + random.nextDouble(-GREATEST_DISPLACEMENT, GREATEST_DISPLACEMENT);
  }

  /** Puts a ball near a cell's coordinates, hardly moving. */
  static void place(Cell cell, RandomGenerator random, double[] states, int at) {
    states[at] = near(cell.row(), random);
    states[at + 1] = near(cell.column(), random);
    states[at + 2] = SPEED * random.nextGaussian();
    states[at + 3] = SPEED * random.nextGaussian();
  }
}
