package io.stagger.planning.maze;

/**
 * How a ball moves in a maze: the point mass of Maze2D, as MuJoCo computes it.
 *
 * <p>The ball has radius 0.1 and density 1000, so mass {@code m = 4 pi / 3}. It is pushed by {@code
 * 100 u} for an action {@code u} in [-1, 1] along each axis and held back by {@code v} (damping 1).
 * A step takes {@code h = 0.01}. Without walls it has the closed form
 *
 * <pre>
 * v' = (v + h 100 u / m) / (1 + h / m)
 * x' = x + h v'
 * </pre>
 *
 * <p>A wall nearer than the margin 0.002 pushes back like a damped spring. Such a soft contact has
 * a reference acceleration along its normal n, from the gap g (less the margin) and the speed n v,
 *
 * <pre>reference = -b n v - k d g,   b = 2 / (0.95 * 0.02),   k = 1 / (0.95 * 0.02)^2</pre>
 *
 * where the impedance d rises from 0.9 to 0.95 as the gap falls by 0.001; and a regularization
 * {@code r = (1 - d) / d * 2 / (3 m)}. The acceleration a is the one that minimizes
 *
 * <pre>m/2 |a - free|^2 + sum over contacts max(0, reference - n a)^2 / (2 r)</pre>
 *
 * a convex problem in two unknowns, which is solved exactly here: at most three walls are near a
 * ball. The recordings of MuJoCo 2.2.2 are met to their last printed digit, in contact too.
 *
 * <p>Walls are squares of side 1 that are displaced against the cells: the square of cell (i, j)
 * has its center at (i - 0.2, j - 0.2) in the ball's coordinates. The published data has this
 * displacement, so it is kept.
 *
 * <p>Immutable; the arrays that are passed in belong to the caller.
 */
public final class MazeDynamics {
  /** The seconds that a step takes. */
  public static final double TIME_STEP = 0.01;

  /** Numbers that the state of a ball takes: x, y and the velocities along them. */
  public static final int STATE = 4;

  /** Numbers that an action takes. */
  public static final int ACTION = 2;

  /** The radius of a ball. */
  public static final double RADIUS = 0.1;

  /** The greatest speed along an axis. */
  public static final double GREATEST_SPEED = 5;

  /** How far a wall's center is from its cell's coordinates, along each axis. */
  public static final double DISPLACEMENT = -0.2;

  private static final double DENSITY = 1000;
  private static final double MASS = 4.0 / 3 * Math.PI * RADIUS * RADIUS * RADIUS * DENSITY;
  private static final double GEAR = 100;
  private static final double MARGIN = 0.002;
  private static final double REACH = RADIUS + MARGIN;
  private static final double HALF = 0.5;

  private static final double LEAST_IMPEDANCE = 0.9;
  private static final double GREATEST_IMPEDANCE = 0.95;
  private static final double IMPEDANCE_WIDTH = 0.001;
  private static final double TIME_CONSTANT = 0.02;
  private static final double STIFFNESS =
      1 / (GREATEST_IMPEDANCE * GREATEST_IMPEDANCE * TIME_CONSTANT * TIME_CONSTANT);
  private static final double DAMPING = 2 / (GREATEST_IMPEDANCE * TIME_CONSTANT);

  /** MuJoCo averages a body's inverse mass over three axes, along one of which it can't move. */
  private static final double CONTACT_INVERSE_MASS = 2 / (3 * MASS);

  private final boolean[] walls;
  private final int columns;

  /** The dynamics in a maze. */
  public MazeDynamics(Maze maze) {
    columns = maze.columns();
    walls = new boolean[maze.rows() * columns];
    for (int row = 0; row < maze.rows(); row++) {
      for (int column = 0; column < columns; column++) {
        walls[row * columns + column] = maze.isWall(row, column);
      }
    }
  }

  /**
   * Moves balls by one step each. They don't meet one another.
   *
   * @param states [balls, 4]: x, y, velocity along x, velocity along y; overwritten
   * @param actions [balls, 2]: the pushes along x and y, clipped to [-1, 1]
   * @param first the first ball to move
   * @param count how many
   * @return how many of them touched a wall
   */
  public int step(double[] states, double[] actions, int first, int count) {
    Contacts contacts = new Contacts();
    int touching = 0;
    for (int ball = first; ball < first + count; ball++) {
      if (step(states, actions, ball, contacts)) {
        touching++;
      }
    }
    return touching;
  }

  /** What {@link #step(double[], double[], int, Contacts)} needs besides; for one thread. */
  Contacts newContacts() {
    return new Contacts();
  }

  /**
   * Moves one ball by one step, without need of memory.
   *
   * @param contacts is overwritten
   * @return whether it touched a wall
   */
  boolean step(double[] states, double[] actions, int ball, Contacts contacts) {
    int at = ball * STATE;
    double x = states[at];
    double y = states[at + 1];
    double vx = clip(states[at + 2], GREATEST_SPEED);
    double vy = clip(states[at + 3], GREATEST_SPEED);
    double ax = (GEAR * clip(actions[ball * ACTION], 1) - vx) / MASS;
    double ay = (GEAR * clip(actions[ball * ACTION + 1], 1) - vy) / MASS;
    int row = cell(x);
    int column = cell(y);
    int nearRow = neighbor(x, row);
    int nearColumn = neighbor(y, column);
    states[at + 2] = vx;
    states[at + 3] = vy;
    contacts.count = 0;
    if (nearRow != row || nearColumn != column) {
      contacts.find(states, at, row, column, nearRow, nearColumn);
    }
    if (contacts.count == 0) {
      move(states, at, ax, ay);
      return false;
    }
    contacts.solve(ax, ay);
    move(states, at, contacts.ax, contacts.ay);
    return true;
  }

  private static void move(double[] states, int at, double ax, double ay) {
    // The damping of the joints is integrated implicitly, which divides by 1 + h / m.
    double vx = states[at + 2] + TIME_STEP * ax * MASS / (MASS + TIME_STEP);
    double vy = states[at + 3] + TIME_STEP * ay * MASS / (MASS + TIME_STEP);
    states[at] += TIME_STEP * vx;
    states[at + 1] += TIME_STEP * vy;
    states[at + 2] = vx;
    states[at + 3] = vy;
  }

  /** Which cell's square a coordinate is in. */
  static int cell(double coordinate) {
    return (int) Math.floor(coordinate - DISPLACEMENT + HALF);
  }

  /** The cell whose square is within reach besides the own, or the own again. */
  private static int neighbor(double coordinate, int cell) {
    double within = coordinate - DISPLACEMENT + HALF - cell;
    if (within < REACH) {
      return cell - 1;
    }
    return within > 1 - REACH ? cell + 1 : cell;
  }

  private boolean isWall(int row, int column) {
    int at = row * columns + column;
    return column < 0 || column >= columns || at < 0 || at >= walls.length || walls[at];
  }

  private static double clip(double value, double limit) {
    return Math.max(-limit, Math.min(limit, value));
  }

  /** The contacts of one ball, at most four; used for one ball after another. */
  final class Contacts {
    private static final int MOST = 4;

    private final double[] normalX = new double[MOST];
    private final double[] normalY = new double[MOST];
    private final double[] reference = new double[MOST];
    private final double[] weight = new double[MOST];
    private int count;
    private double ax;
    private double ay;

    private void find(double[] states, int at, int row, int column, int nearRow, int nearColumn) {
      addIfNear(states, at, row, column);
      if (nearRow != row) {
        addIfNear(states, at, nearRow, column);
      }
      if (nearColumn != column) {
        addIfNear(states, at, row, nearColumn);
      }
      if (nearRow != row && nearColumn != column) {
        addIfNear(states, at, nearRow, nearColumn);
      }
    }

    private void addIfNear(double[] states, int at, int row, int column) {
      if (!isWall(row, column)) {
        return;
      }
      double centerX = row + DISPLACEMENT;
      double centerY = column + DISPLACEMENT;
      double dx = states[at] - clamp(states[at], centerX);
      double dy = states[at + 1] - clamp(states[at + 1], centerY);
      double distance = Math.sqrt(dx * dx + dy * dy);
      double gap = distance - RADIUS - MARGIN;
      if (gap >= 0 || distance == 0) {
        return;
      }
      double nx = dx / distance;
      double ny = dy / distance;
      double speed = nx * states[at + 2] + ny * states[at + 3];
      double impedance = impedance(gap);
      normalX[count] = nx;
      normalY[count] = ny;
      reference[count] = -DAMPING * speed - STIFFNESS * impedance * gap;
      weight[count] = impedance / ((1 - impedance) * CONTACT_INVERSE_MASS);
      count++;
    }

    private static double clamp(double coordinate, double center) {
      return Math.max(center - HALF, Math.min(center + HALF, coordinate));
    }

    private static double impedance(double gap) {
      double depth = Math.min(1, -gap / IMPEDANCE_WIDTH);
      double share = depth < HALF ? 2 * depth * depth : 1 - 2 * (1 - depth) * (1 - depth);
      return LEAST_IMPEDANCE + share * (GREATEST_IMPEDANCE - LEAST_IMPEDANCE);
    }

    /** Newton's method, which ends once the set of contacts that push no longer changes. */
    private void solve(double freeX, double freeY) {
      ax = freeX;
      ay = freeY;
      int pushing = -1;
      while (true) {
        int now = 0;
        double xx = MASS;
        double xy = 0;
        double yy = MASS;
        double bx = MASS * freeX;
        double by = MASS * freeY;
        for (int i = 0; i < count; i++) {
          if (reference[i] > normalX[i] * ax + normalY[i] * ay) {
            now |= 1 << i;
            xx += weight[i] * normalX[i] * normalX[i];
            xy += weight[i] * normalX[i] * normalY[i];
            yy += weight[i] * normalY[i] * normalY[i];
            bx += weight[i] * normalX[i] * reference[i];
            by += weight[i] * normalY[i] * reference[i];
          }
        }
        if (now == pushing) {
          return;
        }
        pushing = now;
        double determinant = xx * yy - xy * xy;
        ax = (bx * yy - by * xy) / determinant;
        ay = (by * xx - bx * xy) / determinant;
      }
    }
  }
}
