package io.stagger.planning.maze;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.planning.data.TrajectorySource;
import io.stagger.planning.data.Transitions;
import io.stagger.planning.maze.Maze.Cell;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * What a {@link WaypointController} does in a maze, recorded as the data of Maze2D was: one long
 * stream from a random start, in which the controller gets a new target, a random free cell other
 * than the one it is in, whenever it arrives. A row holds the state x, y, vx, vy, the push along x
 * and y, and 1 if the push leads to at most 0.5 from the maze's goal, else 0. A function of the
 * maze and the seed alone.
 */
public final class ControllerRecording {
  /** Changes when a seed records something else than before. */
  private static final String VERSION = "maze2d-controller 1";

  private final Maze maze;
  private final MazeDynamics dynamics;
  private final SplittableRandom random;
  private final WaypointController controller;

  ControllerRecording(Maze maze, long seed) {
    this.maze = maze;
    dynamics = new MazeDynamics(maze);
    random = new SplittableRandom(seed);
    controller = new WaypointController(maze, random);
  }

  /** Makes the data source that the settings describe. */
  public static TrajectorySource source(MazeControllerSettings settings, ExtensionContext context) {
    MazeChoice choice = MazeChoice.of(settings.maze(), settings.file(), context);
    if (choice.maze().free().size() < 2) {
      throw new StaggerException(
          "The maze %s has one free cell, but a controller goes from one to another."
              .formatted(choice.name()));
    }
    Transitions transitions =
        new ControllerRecording(choice.maze(), settings.seed()).record(settings.transitions());
    return new TrajectorySource(
        transitions,
        "controller in %s (seed %d)".formatted(choice.name(), settings.seed()),
        settings.steps(),
        false,
        fingerprint(choice.maze(), settings),
        "lower 'horizon' or raise 'transitions'");
  }

  private static String fingerprint(Maze maze, MazeControllerSettings settings) {
    String recorded =
        "%s\n%d\n%d\n%s".formatted(VERSION, settings.transitions(), settings.seed(), maze);
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(recorded.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /**
   * Records a stream from its beginning.
   *
   * @param rows how many rows, at least 1
   */
  Transitions record(int rows) {
    float[] observations = new float[Math.multiplyExact(rows, MazeDynamics.STATE)];
    float[] actions = new float[rows * MazeDynamics.ACTION];
    float[] rewards = new float[rows];
    double[] state = new double[MazeDynamics.STATE];
    MazeDynamics.Contacts walls = dynamics.newContacts();
    double[] action = new double[MazeDynamics.ACTION];
    Cell start = MazeStart.randomCell(maze, random);
    MazeStart.place(start, random, state, 0);
    controller.go(state[0], state[1], otherCell(start));
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < MazeDynamics.STATE; i++) {
        observations[row * MazeDynamics.STATE + i] = (float) state[i];
      }
      if (controller.act(state, 0, action, 0)) {
        controller.go(state[0], state[1], otherCell(controller.target()));
      }
      for (int i = 0; i < MazeDynamics.ACTION; i++) {
        actions[row * MazeDynamics.ACTION + i] = (float) action[i];
      }
      dynamics.step(state, action, 0, walls);
      double distance = Math.hypot(state[0] - maze.goal().row(), state[1] - maze.goal().column());
      rewards[row] = distance <= MazeEnvironment.REACH ? 1 : 0;
    }
    return new Transitions(
        MazeDynamics.STATE, MazeDynamics.ACTION, observations, actions, rewards, new BitSet());
  }

  private Cell otherCell(Cell cell) {
    int present = maze.free().indexOf(cell);
    int other = random.nextInt(maze.free().size() - 1);
    return maze.free().get(other < present ? other : other + 1);
  }
}
