package io.stagger.planning.maze;

import io.stagger.planning.maze.Maze.Cell;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The controller that Maze2D's data was recorded with: it follows a shortest path from cell to cell
 * and pushes towards the next waypoint, {@code clip(10 (waypoint - position) - velocity, -1, 1)}.
 * Waypoints but the last are displaced by up to 0.2 towards smaller coordinates, along each axis. A
 * waypoint is reached within 0.1.
 *
 * <p>Controls one ball; not thread-safe.
 */
public final class WaypointController {
  private static final double GAIN = 10;
  private static final double REACHED = 0.1;
  private static final double GREATEST_DISPLACEMENT = 0.2;

  private final Maze maze;
  private final RandomGenerator random;
  private Cell target;
  private double[] waypoints = new double[0];
  private int next;

  /**
   * Creates a controller without a target.
   *
   * @param random displaces waypoints
   */
  public WaypointController(Maze maze, RandomGenerator random) {
    this.maze = maze;
    this.random = random;
  }

  /**
   * Plans the way to a target.
   *
   * @param x the ball's place
   * @param y likewise
   * @throws io.stagger.api.StaggerException if the target is a wall
   */
  public void go(double x, double y, Cell target) {
    this.target = target;
    List<Cell> path = maze.path(nearestFree(x, y), target);
    waypoints = new double[2 * path.size()];
    for (int i = 0; i < path.size(); i++) {
      boolean last = i == path.size() - 1;
      waypoints[2 * i] = path.get(i).row() - (last ? 0 : displacement());
      waypoints[2 * i + 1] = path.get(i).column() - (last ? 0 : displacement());
    }
    // The first cell is where the ball is.
    next = path.size() > 1 ? 1 : 0;
  }

  private double displacement() {
    return random.nextDouble() * GREATEST_DISPLACEMENT;
  }

  /** The cell that the ball is in by its coordinates, or a free one beside it. */
  private Cell nearestFree(double x, double y) {
    Cell nearest = maze.free().get(0);
    double least = Double.POSITIVE_INFINITY;
    for (Cell cell : maze.free()) {
      double distance = Math.hypot(cell.row() - x, cell.column() - y);
      if (distance < least) {
        least = distance;
        nearest = cell;
      }
    }
    return nearest;
  }

  /** Where the controller goes to; null before {@link #go}. */
  public Cell target() {
    return target;
  }

  /**
   * Chooses the next push.
   *
   * @param state x, y and the velocities of the ball at {@code at}
   * @param at where in the array the ball's state begins
   * @param action receives the push along x and y
   * @param actionAt where in the array
   * @return whether the target is reached
   */
  public boolean act(double[] state, int at, double[] action, int actionAt) {
    double x = state[at];
    double y = state[at + 1];
    boolean reached = Math.hypot(waypoints[2 * next] - x, waypoints[2 * next + 1] - y) < REACHED;
    boolean last = 2 * next + 2 == waypoints.length;
    action[actionAt] = push(waypoints[2 * next] - x, state[at + 2]);
    action[actionAt + 1] = push(waypoints[2 * next + 1] - y, state[at + 3]);
    if (reached && !last) {
      // The push that goes with the arrival is still the one towards the waypoint arrived at.
      next++;
    }
    return reached && last;
  }

  private static double push(double distance, double velocity) {
    return Math.max(-1, Math.min(1, GAIN * distance - velocity));
  }
}
