package io.stagger.planning.maze;

/**
 * The three mazes of the benchmark Maze2D (Fu et al., "D4RL: Datasets for Deep Data-Driven
 * Reinforcement Learning", 2020), with what it says about each: after how many steps an episode
 * ends, and the returns of a random and of an expert policy, between which scores are normalized.
 */
public enum NamedMaze {
  /** A corridor in the shape of a U. */
  UMAZE(
      300,
      23.85,
      161.86,
      """
      #####
      #GOO#
      ###O#
      #OOO#
      #####
      """),
  /** Rooms with several ways around. */
  MEDIUM(
      600,
      13.13,
      277.39,
      """
      ########
      #OO##OO#
      #OO#OOO#
      ##OOO###
      #OO#OOO#
      #O#OO#O#
      #OOO#OG#
      ########
      """),
  /** Long ways and dead ends. */
  LARGE(
      800,
      6.7,
      273.99,
      """
      ############
      #OOOO#OOOOO#
      #O##O#O#O#O#
      #OOOOOO#OOO#
      #O####O###O#
      #OO#O#OOOOO#
      ##O#O#O#O###
      #OO#OOO#OGO#
      ############
      """);

  private final int steps;
  private final double randomReturn;
  private final double expertReturn;
  private final String drawing;

  NamedMaze(int steps, double randomReturn, double expertReturn, String drawing) {
    this.steps = steps;
    this.randomReturn = randomReturn;
    this.expertReturn = expertReturn;
    this.drawing = drawing;
  }

  /** Where its walls are. */
  public Maze maze() {
    return Maze.of(drawing.lines().toList());
  }

  /** After how many steps an episode ends. */
  public int steps() {
    return steps;
  }

  /** The sum of rewards that random actions get in an episode, which scores 0. */
  public double randomReturn() {
    return randomReturn;
  }

  /** The sum of rewards that an expert gets in an episode, which scores 100. */
  public double expertReturn() {
    return expertReturn;
  }
}
