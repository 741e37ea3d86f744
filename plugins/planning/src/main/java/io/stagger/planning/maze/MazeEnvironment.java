package io.stagger.planning.maze;

import io.stagger.api.StaggerException;
import io.stagger.api.environment.Environment;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.planning.control.Expert;
import io.stagger.planning.maze.Maze.Cell;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A ball that is pushed through a maze, as in the benchmark Maze2D (Fu et al., 2020).
 *
 * <p>An observation is the place and the velocity of the ball, {@code x, y, vx, vy}; an action is a
 * push along x and y, each from -1 to 1; see {@link MazeDynamics}. A step's reward is 1 if the ball
 * is at most 0.5 away from the goal after it, else 0. Reaching the goal does not end an episode;
 * the number of steps does.
 *
 * <p>As in the benchmark, a ball starts within 0.1 of its cell's coordinates along each axis,
 * uniformly, with velocities of standard deviation 0.1; a random goal is displaced likewise, and a
 * fixed one is its cell's coordinates exactly. Immutable.
 */
public final class MazeEnvironment implements Environment, Expert.Known {
  /** How near to the goal a ball is rewarded. */
  public static final double REACH = 0.5;

  private final Maze maze;
  private final MazeDynamics dynamics;
  private final Optional<Cell> start;
  private final Optional<Cell> goal;
  private final Spec spec;
  private final Optional<Returns> returns;

  /**
   * Creates an environment.
   *
   * @param start the cell that episodes start in; a random one each time if empty
   * @param goal the cell to go to; a random one each time if empty
   * @param steps after how many steps an episode ends, at least 1
   * @throws StaggerException if start or goal is a wall
   */
  public MazeEnvironment(Maze maze, Optional<Cell> start, Optional<Cell> goal, int steps) {
    this(maze, start, goal, steps, Optional.empty());
  }

  private MazeEnvironment(
      Maze maze, Optional<Cell> start, Optional<Cell> goal, int steps, Optional<Returns> returns) {
    start.ifPresent(maze::checkFree);
    goal.ifPresent(maze::checkFree);
    this.maze = maze;
    this.start = start;
    this.goal = goal;
    this.returns = returns;
    dynamics = new MazeDynamics(maze);
    spec = new Spec(MazeDynamics.STATE, MazeDynamics.ACTION, 1, steps);
  }

  /**
   * Makes the environment that the settings describe.
   *
   * @throws StaggerException if the maze can't be read, or start or goal is a wall
   */
  public static MazeEnvironment of(MazeSettings settings, ExtensionContext context) {
    MazeChoice choice = MazeChoice.of(settings.maze(), settings.file(), context);
    Optional<Cell> start = settings.startCell();
    Optional<Cell> goal = settings.goalCell(choice.maze());
    start.ifPresent(cell -> choice.checkFree("start", cell));
    goal.ifPresent(cell -> choice.checkFree("goal", cell));
    return new MazeEnvironment(
        choice.maze(),
        start,
        goal,
        settings.episodeSteps(),
        settings.maze().map(named -> new Returns(named.randomReturn(), named.expertReturn())));
  }

  /** Where the walls are. */
  public Maze maze() {
    return maze;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Optional<Returns> returns() {
    return returns;
  }

  @Override
  public String expertName() {
    return "waypoint-controller";
  }

  /** The controller that the benchmark's data was recorded with, on its way to the goal's cell. */
  @Override
  public Expert expert(long seed) {
    WaypointController controller = new WaypointController(maze, new SplittableRandom(seed));
    return (observation, place, action) -> {
      if (controller.target() == null) {
        controller.go(
            observation[0],
            observation[1],
            new Cell((int) Math.round(place.get(0)), (int) Math.round(place.get(1))));
      }
      controller.act(observation, 0, action, 0);
    };
  }

  @Override
  public MazeEpisodes open(int count) {
    return new MazeEpisodes(maze, dynamics, start, goal, spec.steps(), count);
  }
}
