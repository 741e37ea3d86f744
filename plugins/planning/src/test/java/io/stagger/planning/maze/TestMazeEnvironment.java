package io.stagger.planning.maze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.environment.Environment;
import io.stagger.planning.TestingContext;
import io.stagger.planning.control.Expert;
import io.stagger.planning.maze.Maze.Cell;
import io.stagger.testkit.EnvironmentConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestMazeEnvironment implements EnvironmentConformance {
  @TempDir Path folder;

  private static MazeSettings settings(NamedMaze maze, String start, String goal) {
    return new MazeSettings(Optional.of(maze), Optional.empty(), start, goal, Optional.empty());
  }

  private MazeEnvironment open(MazeSettings settings) {
    return MazeEnvironment.of(settings, new TestingContext(folder));
  }

  /** Random starts and goals, and episodes short enough to be played often. */
  @Override
  public Environment environment() {
    return new MazeEnvironment(
        TestingMazes.named("medium"), Optional.empty(), Optional.empty(), 60);
  }

  private MazeEnvironment umaze() {
    return open(settings(NamedMaze.UMAZE, "random", "maze"));
  }

  private static double[] randomActions(SplittableRandom random, int count) {
    double[] actions = new double[2 * count];
    for (int i = 0; i < actions.length; i++) {
      actions[i] = random.nextDouble(-1, 1);
    }
    return actions;
  }

  @ParameterizedTest
  @EnumSource
  void specIsThatOfTheBenchmark(NamedMaze maze) {
    assertThat(open(settings(maze, "random", "maze")).spec())
        .isEqualTo(new Environment.Spec(4, 2, 1, maze.steps()));
  }

  @Test
  void startsAreNearRandomFreeCellsAndHardlyMove() {
    MazeEnvironment environment = open(settings(NamedMaze.MEDIUM, "random", "maze"));
    int count = 20_000;
    MazeEpisodes episodes = environment.open(count);
    int[] starts = new int[environment.maze().free().size()];
    double squares = 0;
    double furthest = 0;
    for (int episode = 0; episode < count; episode++) {
      episodes.reset(episode, episode);
      double[] state = episodes.state(episode);
      Cell cell = new Cell((int) Math.rint(state[0]), (int) Math.rint(state[1]));
      starts[environment.maze().free().indexOf(cell)]++;
      furthest = Math.max(furthest, Math.abs(state[0] - cell.row()));
      furthest = Math.max(furthest, Math.abs(state[1] - cell.column()));
      squares += state[2] * state[2] + state[3] * state[3];
    }
    assertThat(furthest).isBetween(0.099, 0.1);
    // The variance of 40,000 normal numbers has a relative standard error of sqrt(2 / 40,000).
    assertThat(squares / (2 * count)).isCloseTo(0.01, within(0.01 * 5 * Math.sqrt(1.0 / count)));
    double expected = (double) count / starts.length;
    for (int starting : starts) {
      assertThat((double) starting).isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
  }

  @Test
  void aFixedStartIsNearItsCell() {
    MazeEpisodes episodes = open(settings(NamedMaze.UMAZE, "3 1", "maze")).open(50);
    for (int episode = 0; episode < 50; episode++) {
      episodes.reset(episode, 100 + episode);
      assertThat(episodes.state(episode)[0]).isCloseTo(3, within(0.1));
      assertThat(episodes.state(episode)[1]).isCloseTo(1, within(0.1));
    }
  }

  @Test
  void goalsAreTheMazesOrFixedOrRandom() {
    MazeEpisodes own = open(settings(NamedMaze.LARGE, "random", "maze")).open(1);
    own.reset(0, 1);
    assertThat(List.of(own.goalX(0), own.goalY(0))).containsExactly(7.0, 9.0);
    MazeEpisodes fixed = open(settings(NamedMaze.UMAZE, "random", "1,3")).open(1);
    fixed.reset(0, 1);
    assertThat(List.of(fixed.goalX(0), fixed.goalY(0))).containsExactly(1.0, 3.0);
    MazeEnvironment environment = open(settings(NamedMaze.UMAZE, "random", "random"));
    MazeEpisodes random = environment.open(1);
    List<Cell> goals = new ArrayList<>();
    for (int seed = 0; seed < 200; seed++) {
      random.reset(0, seed);
      Cell cell = new Cell((int) Math.rint(random.goalX(0)), (int) Math.rint(random.goalY(0)));
      assertThat(random.goalX(0)).isCloseTo(cell.row(), within(0.1));
      assertThat(random.goalY(0)).isCloseTo(cell.column(), within(0.1));
      goals.add(cell);
    }
    assertThat(goals).containsAll(environment.maze().free());
    assertThat(environment.maze().free()).containsAll(goals);
  }

  @Test
  void theSameSeedAndActionsGiveTheSameEpisode() {
    MazeEpisodes first = open(settings(NamedMaze.MEDIUM, "random", "random")).open(1);
    MazeEpisodes second = open(settings(NamedMaze.MEDIUM, "random", "random")).open(1);
    first.reset(0, 5);
    // What went before does not matter.
    second.reset(0, 77);
    second.step(new double[] {1, 1});
    second.reset(0, 5);
    SplittableRandom random = new SplittableRandom(1);
    while (!first.isDone(0)) {
      double[] action = randomActions(random, 1);
      first.step(action);
      second.step(action);
      assertThat(second.state(0)).isEqualTo(first.state(0));
    }
    assertThat(second.goalX(0)).isEqualTo(first.goalX(0));
    assertThat(second.contacts(0)).isEqualTo(first.contacts(0));
    first.reset(0, 6);
    second.reset(0, 5);
    assertThat(second.state(0)).isNotEqualTo(first.state(0));
  }

  @Test
  void manyEpisodesEqualOneByOneToTheLastBit() {
    int count = 7;
    MazeEpisodes together = umaze().open(count);
    SplittableRandom random = new SplittableRandom(2);
    double[][] actions = new double[300][];
    for (int step = 0; step < actions.length; step++) {
      actions[step] = randomActions(random, count);
    }
    for (int episode = 0; episode < count; episode++) {
      together.reset(episode, episode);
    }
    double[][] rewards = new double[actions.length][count];
    for (int step = 0; step < actions.length; step++) {
      together.step(actions[step]);
      for (int episode = 0; episode < count; episode++) {
        rewards[step][episode] = together.reward(episode);
      }
    }
    for (int episode = 0; episode < count; episode++) {
      MazeEpisodes alone = umaze().open(1);
      alone.reset(0, episode);
      for (int step = 0; step < actions.length; step++) {
        alone.step(Arrays.copyOfRange(actions[step], 2 * episode, 2 * episode + 2));
        assertThat(alone.reward(0)).isEqualTo(rewards[step][episode]);
      }
      assertThat(alone.state(0)).isEqualTo(together.state(episode));
      assertThat(alone.contacts(0)).isEqualTo(together.contacts(episode));
    }
  }

  @Test
  void aStepIsRewardedWithinHalfOfTheGoal() {
    MazeEnvironment environment = open(settings(NamedMaze.UMAZE, "1 2", "maze"));
    MazeEpisodes episodes = environment.open(1);
    episodes.reset(0, 3);
    assertThat(episodes.reward(0)).isZero();
    int rewarded = 0;
    double furthest = 0;
    double nearest = Double.POSITIVE_INFINITY;
    while (!episodes.isDone(0)) {
      // Back and forth along the corridor.
      double push = episodes.steps(0) / 40 % 2 == 0 ? -1 : 1;
      episodes.step(new double[] {0, push});
      double[] state = episodes.state(0);
      double distance = Math.hypot(state[0] - 1, state[1] - 1);
      assertThat(episodes.reward(0)).isEqualTo(distance <= 0.5 ? 1 : 0);
      if (episodes.reward(0) == 1) {
        rewarded++;
        furthest = Math.max(furthest, distance);
      } else {
        nearest = Math.min(nearest, distance);
      }
    }
    assertThat(rewarded).isBetween(10, 290);
    assertThat(furthest).isLessThan(nearest);
  }

  @Test
  void finishedEpisodesStandStillWhileOthersGoOn() {
    MazeEpisodes episodes = umaze().open(2);
    episodes.reset(0, 1);
    episodes.reset(1, 2);
    double[] push = {-1, -1, -1, -1};
    for (int step = 0; step < 300; step++) {
      assertThat(episodes.isDone(0)).isFalse();
      if (step == 100) {
        episodes.reset(1, 3);
      }
      episodes.step(push);
    }
    assertThat(episodes.isDone(0)).isTrue();
    assertThat(episodes.isDone(1)).isFalse();
    double[] finished = episodes.state(0);
    double[] other = episodes.state(1);
    int contacts = episodes.contacts(0);
    episodes.step(new double[] {1, 1, 1, 1});
    assertThat(episodes.state(0)).isEqualTo(finished);
    assertThat(episodes.reward(0)).isZero();
    assertThat(episodes.contacts(0)).isEqualTo(contacts);
    assertThat(episodes.steps(0)).isEqualTo(300);
    assertThat(episodes.state(1)).isNotEqualTo(other);
    assertThat(episodes.steps(1)).isEqualTo(201);
  }

  @Test
  void stepsThatTouchAWallAreCounted() {
    MazeEpisodes episodes = open(settings(NamedMaze.UMAZE, "1 1", "maze")).open(2);
    episodes.reset(0, 1);
    episodes.reset(1, 1);
    for (int step = 0; step < 200; step++) {
      double[] state = episodes.state(1);
      // The first is pushed into a wall, the second is held where it is.
      episodes.step(new double[] {-1, 0, 1 - state[0] - state[2], 1 - state[1] - state[3]});
    }
    assertThat(episodes.contacts(0)).isBetween(100, 200);
    assertThat(episodes.contacts(1)).isZero();
    episodes.reset(0, 1);
    assertThat(episodes.contacts(0)).isZero();
  }

  @Test
  void observationsAreTheStates() {
    MazeEpisodes episodes = umaze().open(2);
    episodes.reset(0, 1);
    episodes.reset(1, 2);
    double[] observations = new double[8];
    episodes.observe(observations);
    assertThat(Arrays.copyOfRange(observations, 4, 8)).isEqualTo(episodes.state(1));
    assertThat(Arrays.copyOf(observations, 4)).isEqualTo(episodes.state(0));
    assertThatThrownBy(() -> episodes.observe(new double[4]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesStepsThatMakeNoSense() {
    MazeEpisodes episodes = umaze().open(2);
    episodes.reset(1, 1);
    assertThatThrownBy(() -> episodes.step(new double[4]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 of 2 episodes were never reset.");
    episodes.reset(0, 1);
    assertThatThrownBy(() -> episodes.step(new double[3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> episodes.step(new double[] {0, 0, 0, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Action 1 of episode 1 is not a number.");
    assertThatThrownBy(() -> umaze().open(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> episodes.reset(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    episodes.close();
    episodes.close();
  }

  @Test
  void readsAMazeThatIsDrawnAsText() throws IOException {
    Files.writeString(folder.resolve("own.txt"), "#####\r\n#OGO#\r\n#####\r\n\r\n");
    MazeEnvironment environment = open(file("own.txt", Optional.of(50)));
    assertThat(environment.maze().goal()).isEqualTo(new Cell(1, 2));
    assertThat(environment.spec().steps()).isEqualTo(50);
  }

  private static MazeSettings file(String name, Optional<Integer> steps) {
    return new MazeSettings(Optional.empty(), Optional.of(name), "random", "maze", steps);
  }

  @Test
  void aFileAtFaultIsNamed() throws IOException {
    MazeSettings settings = file("own.txt", Optional.of(50));
    assertRefused(
        settings, "'file' is 'own.txt', but there is no file " + folder.resolve("own.txt") + ".");
    Files.writeString(folder.resolve("own.txt"), "###\n###\n");
    assertRefused(
        settings,
        "'file' is 'own.txt': The maze has no free cell; mark at least one with O (free) or G (goal).");
    Files.write(folder.resolve("own.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertRefused(
        settings,
        "'file' is 'own.txt', but " + folder.resolve("own.txt") + " can't be read as text.");
    assertRefused(
        file(".", Optional.of(50)),
        "'file' is '.', but " + folder.resolve(".") + " can't be read as text.");
  }

  @Test
  void wallsAreNoStartAndNoGoal() {
    assertRefused(
        settings(NamedMaze.UMAZE, "2 2", "maze"),
        "'start' is '2 2', which is a wall of the maze umaze; a free cell is '1 1'.");
    assertRefused(
        settings(NamedMaze.UMAZE, "random", "9 9"),
        "'goal' is '9 9', which is a wall of the maze umaze; a free cell is '1 1'.");
    Maze maze = NamedMaze.UMAZE.maze();
    assertThatThrownBy(
            () -> new MazeEnvironment(maze, Optional.empty(), Optional.of(new Cell(0, 0)), 5))
        .isInstanceOf(StaggerException.class);
  }

  private void assertRefused(MazeSettings settings, String sentence) {
    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(StaggerException.class)
        .hasMessage(sentence);
  }

  @Test
  void settingsThatSayNothingOrTooMuchAreRefused() {
    assertRefused(
        new MazeSettings(Optional.empty(), Optional.empty(), "random", "maze", Optional.empty()),
        "Neither 'maze' nor 'file' is given, but 'maze' names a maze (umaze, medium or large) or 'file' a text file with one.");
    assertThatThrownBy(
            () ->
                new MazeSettings(
                    Optional.of(NamedMaze.LARGE),
                    Optional.of("own.txt"),
                    "random",
                    "maze",
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'maze' is 'large' and 'file' is 'own.txt', but a maze is given by one of the two.");
    assertThatThrownBy(() -> file("own.txt", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'steps' is not given, but a maze of one's own needs it, such as 600.");
    assertThatThrownBy(() -> settings(NamedMaze.UMAZE, "3", "maze"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'start' is '3', but it is random or the row and the column of a cell, such as '3 1'.");
    assertThatThrownBy(() -> settings(NamedMaze.UMAZE, "random", "nowhere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'goal' is 'nowhere', but it is maze, random or the row and the column of a cell, such as '3 1'.");
  }

  @ParameterizedTest
  @EnumSource
  void theBenchmarksMazesScoreByItsReturns(NamedMaze maze) {
    assertThat(open(settings(maze, "random", "maze")).returns())
        .contains(new Environment.Returns(maze.randomReturn(), maze.expertReturn()));
  }

  @Test
  void aMazeOfOnesOwnHasNoReturns() {
    assertThat(environment().returns()).isEmpty();
  }

  /** To the maze's goal, and to goals anywhere, which are displaced. */
  @ParameterizedTest
  @EnumSource
  void theExpertReachesTheGoalWithinTheEpisode(NamedMaze maze) {
    for (String goal : List.of("maze", "random")) {
      MazeEnvironment environment = open(settings(maze, "random", goal));
      int count = 200;
      MazeEpisodes episodes = environment.open(count);
      List<Expert> experts = new ArrayList<>();
      for (int episode = 0; episode < count; episode++) {
        episodes.reset(episode, 1000 + episode);
        experts.add(environment.expert(episode));
      }
      boolean[] reached = new boolean[count];
      double[] actions = new double[2 * count];
      double[] action = new double[2];
      for (int step = 0; step < environment.spec().steps(); step++) {
        for (int episode = 0; episode < count; episode++) {
          experts.get(episode).act(episodes.state(episode), episodes.goal(episode), action);
          System.arraycopy(action, 0, actions, 2 * episode, 2);
        }
        episodes.step(actions);
        for (int episode = 0; episode < count; episode++) {
          reached[episode] |= episodes.reward(episode) > 0;
        }
      }

      assertThat(reached).as(goal).containsOnly(true);
      assertThat(environment.expertName()).isEqualTo("waypoint-controller");
    }
  }

  @Test
  void theExpertIsAFunctionOfItsSeed() {
    double[] first = expertAction(3);

    assertThat(expertAction(3)).isEqualTo(first);
    assertThat(expertAction(4)).isNotEqualTo(first);
  }

  private double[] expertAction(long seed) {
    double[] action = new double[2];
    umaze().expert(seed).act(new double[] {2.95, 1.95, 0, 0}, List.of(1.0, 1.0), action);
    return action;
  }
}
