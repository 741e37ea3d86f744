package io.stagger.planning.maze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dynamics against MuJoCo's, recorded in three mazes. */
final class TestMazeDynamics {
  /** What the action's digits leave unknown of a velocity: 100 h / m times half of the last. */
  private static final double ACTION_DIGITS = 0.24 * 0.5e-10;

  private static final String[] NUMBERS = {"x", "y", "vx", "vy", "ax", "ay"};

  /**
   * To the last printed digit: the recordings have ten, and a step adds up what is unknown of its
   * beginning, of its end and of its action. That is 1e-9 except for coordinates above 10.
   */
  @ParameterizedTest
  @ValueSource(strings = {"umaze", "medium", "large"})
  void freeStepsEqualTheRecordedOnes(String name) throws IOException {
    MazeDynamics dynamics = new MazeDynamics(TestingMazes.named(name));
    int compared = 0;
    for (List<double[]> trajectory : recorded(name)) {
      for (int step = 0; step + 1 < trajectory.size(); step++) {
        double[] state = trajectory.get(step).clone();
        if (dynamics.step(state, action(state), 0, 1) == 0) {
          compared++;
          for (int i = 0; i < MazeDynamics.STATE; i++) {
            double expected = trajectory.get(step + 1)[i];
            double unknown = lastDigit(expected) + lastDigit(trajectory.get(step)[i]);
            assertThat(state[i])
                .as("%s of step %d", NUMBERS[i], step)
                .isCloseTo(expected, within(unknown + ACTION_DIGITS));
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(2000);
  }

  /** In contact a wall's stiffness of 2770 multiplies what the printed digits leave unknown. */
  @ParameterizedTest
  @ValueSource(strings = {"umaze", "medium", "large"})
  void stepsInContactEqualTheRecordedOnes(String name) throws IOException {
    MazeDynamics dynamics = new MazeDynamics(TestingMazes.named(name));
    int compared = 0;
    for (List<double[]> trajectory : recorded(name)) {
      for (int step = 0; step + 1 < trajectory.size(); step++) {
        double[] state = trajectory.get(step).clone();
        if (dynamics.step(state, action(state), 0, 1) == 1) {
          compared++;
          for (int i = 0; i < MazeDynamics.STATE; i++) {
            assertThat(state[i])
                .as("%s of step %d", NUMBERS[i], step)
                .isCloseTo(trajectory.get(step + 1)[i], within(3e-7));
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(500);
  }

  /** Never read again: 299 steps from the first state alone. */
  @ParameterizedTest
  @ValueSource(strings = {"umaze", "medium", "large"})
  void wholeTrajectoriesStayWithTheRecordedOnes(String name) throws IOException {
    MazeDynamics dynamics = new MazeDynamics(TestingMazes.named(name));
    for (List<double[]> trajectory : recorded(name)) {
      double[] state = trajectory.get(0).clone();
      for (int step = 0; step + 1 < trajectory.size(); step++) {
        dynamics.step(state, action(trajectory.get(step)), 0, 1);
        double[] expected = trajectory.get(step + 1);
        assertThat(Math.hypot(state[0] - expected[0], state[1] - expected[1]))
            .as("distance after %d steps", step + 1)
            .isLessThan(0.005);
      }
    }
  }

  @Test
  void ballsRestAtAWallWhereTheRecordedOnesDo() {
    Maze maze = TestingMazes.named("umaze");
    MazeDynamics dynamics = new MazeDynamics(maze);
    double[] state = {3, 3, 0, 0};
    for (int step = 0; step < 1000; step++) {
      dynamics.step(state, new double[] {1, 0}, 0, 1);
    }
    // The wall of row 4 begins at 4 - 0.2 - 0.5.
    assertThat(3.3 - state[0]).isCloseTo(MazeDynamics.RADIUS, within(0.02));
    assertThat(state[2]).isCloseTo(0, within(1e-9));
    assertThat(state[1]).isEqualTo(3);
  }

  @Test
  void noBallIsEverInAWallOrBeyondOne() {
    for (String name : List.of("umaze", "medium", "large")) {
      Maze maze = TestingMazes.named(name);
      MazeDynamics dynamics = new MazeDynamics(maze);
      SplittableRandom random = new SplittableRandom(7);
      int balls = 100;
      double[] states = new double[balls * MazeDynamics.STATE];
      double[] actions = new double[balls * MazeDynamics.ACTION];
      for (int ball = 0; ball < balls; ball++) {
        Maze.Cell cell = maze.free().get(random.nextInt(maze.free().size()));
        states[ball * MazeDynamics.STATE] = cell.row();
        states[ball * MazeDynamics.STATE + 1] = cell.column();
      }
      for (int step = 0; step < 34_000; step++) {
        if (step % 20 == 0) {
          // Held for a while, or the balls would tremble instead of running into walls.
          for (int i = 0; i < actions.length; i++) {
            actions[i] = random.nextInt(3) - 1;
          }
        }
        dynamics.step(states, actions, 0, balls);
        for (int ball = 0; ball < balls; ball++) {
          double x = states[ball * MazeDynamics.STATE];
          double y = states[ball * MazeDynamics.STATE + 1];
          if (maze.isWall(MazeDynamics.cell(x), MazeDynamics.cell(y))) {
            throw new AssertionError(
                "Ball %d is in a wall of %s at (%s, %s) after %d steps."
                    .formatted(ball, name, x, y, step));
          }
        }
      }
    }
  }

  @Test
  void ballsDoNotAffectOneAnother() {
    MazeDynamics dynamics = new MazeDynamics(TestingMazes.named("medium"));
    double[] together = {1, 1, 3, -2, 1, 1.2, -4, 0, 6, 6, 0, 0};
    double[] actions = {1, 1, -1, 0.5, 0, -1};
    double[] alone = {1, 1.2, -4, 0};
    for (int step = 0; step < 100; step++) {
      dynamics.step(together, actions, 0, 3);
      dynamics.step(alone, new double[] {-1, 0.5}, 0, 1);
    }
    assertThat(Arrays.copyOfRange(together, 4, 8)).isEqualTo(alone);
  }

  /** Half of the last of ten significant digits. */
  private static double lastDigit(double value) {
    return 0.5 * Math.pow(10, Math.floor(Math.log10(Math.max(Math.abs(value), 1e-3))) - 9);
  }

  private static double[] action(double[] recorded) {
    return new double[] {recorded[4], recorded[5]};
  }

  private static List<List<double[]>> recorded(String name) throws IOException {
    List<List<double[]>> trajectories = new ArrayList<>();
    try (InputStream in =
            TestMazeDynamics.class.getResourceAsStream("/recordings/" + name + ".csv.gz");
        Reader reader = new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8)) {
      for (CSVRecord row :
          CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
        if (row.get("step").equals("0")) {
          trajectories.add(new ArrayList<>());
        }
        double[] numbers = new double[NUMBERS.length];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = Double.parseDouble(row.get(NUMBERS[i]));
        }
        trajectories.get(trajectories.size() - 1).add(numbers);
      }
    }
    return trajectories;
  }
}
