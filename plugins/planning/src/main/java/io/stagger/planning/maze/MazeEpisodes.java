package io.stagger.planning.maze;

import io.stagger.api.environment.Episodes;
import io.stagger.planning.maze.Maze.Cell;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Episodes of a {@link MazeEnvironment}. What each does depends on no other, to the last bit,
 * however many there are. A step needs no memory.
 *
 * <p>Not thread-safe.
 */
public final class MazeEpisodes implements Episodes {
  private static final double SQUARED_REACH = MazeEnvironment.REACH * MazeEnvironment.REACH;
  private static final int PLACE = 2;
  private static final int NEVER_RESET = -1;

  private final Maze maze;
  private final MazeDynamics dynamics;
  private final MazeDynamics.Contacts walls;
  private final Optional<Cell> start;
  private final Optional<Cell> goal;
  private final int steps;
  private final double[] states;
  private final double[] goals;
  private final double[] rewards;
  private final int[] taken;
  private final int[] contacts;
  private int neverReset;

  MazeEpisodes(
      Maze maze,
      MazeDynamics dynamics,
      Optional<Cell> start,
      Optional<Cell> goal,
      int steps,
      int count) {
    if (count < 1) {
      throw new IllegalArgumentException("At least 1 episode is opened, not " + count + ".");
    }
    this.maze = maze;
    this.dynamics = dynamics;
    walls = dynamics.newContacts();
    this.start = start;
    this.goal = goal;
    this.steps = steps;
    states = new double[Math.multiplyExact(count, MazeDynamics.STATE)];
    goals = new double[count * PLACE];
    rewards = new double[count];
    taken = new int[count];
    contacts = new int[count];
    Arrays.fill(taken, NEVER_RESET);
    neverReset = count;
  }

  @Override
  public int count() {
    return taken.length;
  }

  @Override
  public void reset(int episode, long seed) {
    if (taken[Objects.checkIndex(episode, count())] == NEVER_RESET) {
      neverReset--;
    }
    SplittableRandom random = new SplittableRandom(seed);
    Cell from = start.orElseGet(() -> MazeStart.randomCell(maze, random));
    MazeStart.place(from, random, states, episode * MazeDynamics.STATE);
    if (goal.isPresent()) {
      goals[episode * PLACE] = goal.get().row();
      goals[episode * PLACE + 1] = goal.get().column();
    } else {
      Cell to = MazeStart.randomCell(maze, random);
      goals[episode * PLACE] = MazeStart.near(to.row(), random);
      goals[episode * PLACE + 1] = MazeStart.near(to.column(), random);
    }
    rewards[episode] = 0;
    taken[episode] = 0;
    contacts[episode] = 0;
  }

  /**
   * Takes one step in every episode that is not done.
   *
   * @throws IllegalArgumentException if an action is not a number
   */
  @Override
  public void step(double[] actions) {
    if (neverReset > 0) {
      throw new IllegalStateException(
          "%d of %d episodes were never reset.".formatted(neverReset, count()));
    }
    if (actions.length != count() * MazeDynamics.ACTION) {
      throw new IllegalArgumentException(
          "%d episodes need %d actions, not %d."
              .formatted(count(), count() * MazeDynamics.ACTION, actions.length));
    }
    checkNumbers(actions);
    for (int episode = 0; episode < taken.length; episode++) {
      if (taken[episode] == steps) {
        rewards[episode] = 0;
      } else {
        if (dynamics.step(states, actions, episode, walls)) {
          contacts[episode]++;
        }
        taken[episode]++;
        double dx = states[episode * MazeDynamics.STATE] - goals[episode * PLACE];
        double dy = states[episode * MazeDynamics.STATE + 1] - goals[episode * PLACE + 1];
        rewards[episode] = dx * dx + dy * dy <= SQUARED_REACH ? 1 : 0;
      }
    }
  }

  private static void checkNumbers(double[] actions) {
    for (int i = 0; i < actions.length; i++) {
      if (Double.isNaN(actions[i])) {
        throw new IllegalArgumentException(
            "Action %d of episode %d is not a number."
                .formatted(i % MazeDynamics.ACTION, i / MazeDynamics.ACTION));
      }
    }
  }

  @Override
  public void observe(double[] observations) {
    if (observations.length != states.length) {
      throw new IllegalArgumentException(
          "%d episodes have %d observed numbers, not %d."
              .formatted(count(), states.length, observations.length));
    }
    System.arraycopy(states, 0, observations, 0, states.length);
  }

  @Override
  public List<Double> goal(int episode) {
    return List.of(goalX(episode), goalY(episode));
  }

  @Override
  public Map<String, Double> tallies(int episode) {
    return Map.of("wall_contacts", (double) contacts(episode));
  }

  @Override
  public double reward(int episode) {
    return rewards[episode];
  }

  @Override
  public boolean isDone(int episode) {
    return taken[episode] == steps;
  }

  /** How many steps an episode has taken since its reset; -1 if it was never reset. */
  public int steps(int episode) {
    return taken[episode];
  }

  /** In how many of its steps since its reset an episode's ball touched a wall. */
  public int contacts(int episode) {
    return contacts[episode];
  }

  /** The first coordinate of an episode's goal. */
  public double goalX(int episode) {
    return goals[episode * PLACE];
  }

  /** The second coordinate of an episode's goal. */
  public double goalY(int episode) {
    return goals[episode * PLACE + 1];
  }

  /** The place and the velocity of an episode's ball now: x, y, vx, vy. */
  public double[] state(int episode) {
    int at = Objects.checkIndex(episode, count()) * MazeDynamics.STATE;
    return Arrays.copyOfRange(states, at, at + MazeDynamics.STATE);
  }
}
