package io.stagger.planning.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.api.environment.Environment;
import io.stagger.api.environment.Episodes;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.planning.Trajectory;
import io.stagger.planning.control.ClosedLoopSettings.Control;
import io.stagger.planning.maze.Maze;
import io.stagger.planning.maze.Maze.Cell;
import io.stagger.planning.maze.MazeEnvironment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class TestClosedLoopTrial {
  private static final int STEPS = 120;

  private final Maze open = Maze.of(List.of("######", "#OOOO#", "#OOOO#", "#OOGO#", "######"));
  private final MazeEnvironment environment =
      new MazeEnvironment(open, Optional.empty(), Optional.of(open.goal()), STEPS);
  private final Tokenizer<Trajectory> tokenizer = TestingTokenizers.of(List.of());
  private final List<String> progress = new ArrayList<>();

  /** Plans straight lines to the goal, at a speed at which the ball can follow. */
  private final TestingSampler sampler = sampler(List.of("reach"), this::straight);

  private TestingSampler sampler(List<String> objectives, TestingSampler.Dream dream) {
    return new TestingSampler(tokenizer.spec(), 100, 25, objectives, dream);
  }

  private void straight(SamplingTask task, int sequence, float[] values) {
    int width = tokenizer.spec().width();
    int steps = (values.length / width - 1) * TestingTokenizers.FRAME_STACK;
    Trajectory start =
        tokenizer.decode(
            Tokens.ofReal(tokenizer.spec(), values.clone(), new float[0]), blank(steps));
    double x = start.observations()[0];
    double y = start.observations()[1];
    double dx = open.goal().row() - x;
    double dy = open.goal().column() - y;
    double distance = Math.hypot(dx, dy);
    Trajectory line = blank(steps);
    for (int step = 0; step <= steps; step++) {
      double share = distance == 0 ? 0 : Math.min(1, 0.02 * step / distance);
      line.observations()[4 * step] = (float) (x + share * dx);
      line.observations()[4 * step + 1] = (float) (y + share * dy);
    }
    float[] encoded = new float[values.length];
    tokenizer.encode(line).values().get(encoded);
    System.arraycopy(encoded, width, values, width, values.length - width);
  }

  private static Trajectory blank(int steps) {
    return new Trajectory(
        4, 2, new float[4 * (steps + 1)], new float[2 * steps], new float[steps], steps);
  }

  private Trial.Result run(UnaryOperator<TestingSettings> changes) {
    return run(sampler, environment, 6, changes);
  }

  private Trial.Result run(
      TestingSampler with, Environment world, long seed, UnaryOperator<TestingSettings> changes) {
    return new ClosedLoopTrial(TestingSettings.with(changes))
        .run(
            new Trial.Means<>(tokenizer, with, Optional.of(world), seed),
            (what, done, total) -> progress.add(what + " " + done + "/" + total));
  }

  private static List<String> names(Trial.Result result) {
    return result.rows().stream().map(Trial.Row::name).toList();
  }

  private static double mean(Trial.Result result, int row, String score) {
    return result.rows().get(row).scores().get(score).mean();
  }

  /** The scores that don't depend on the clock. */
  private static List<Map<String, Trial.Estimate>> scores(Trial.Result result) {
    List<Map<String, Trial.Estimate>> scores = new ArrayList<>();
    for (Trial.Row row : result.rows()) {
      Map<String, Trial.Estimate> kept = new LinkedHashMap<>(row.scores());
      kept.remove("plan_seconds");
      scores.add(kept);
    }
    return scores;
  }

  @Test
  void straightLinesReachTheGoalOfAnOpenMaze() {
    Trial.Result result = run(settings -> settings.episodes(16));

    assertThat(names(result)).containsExactly("guided");
    Map<String, Trial.Estimate> scores = result.rows().get(0).scores();
    assertThat(scores.keySet())
        .containsExactly(
            "return",
            "return_if_stayed",
            "success",
            "first_reach",
            "wall_contacts",
            "plan_seconds");
    assertThat(scores.get("success")).isEqualTo(new Trial.Estimate(1, 0, 2));
    assertThat(scores.get("wall_contacts").mean()).isZero();
    assertThat(scores.get("plan_seconds").mean()).isPositive();
    // The furthest start is 3.1 away, of which 0.02 are gone each step until 0.5 are left.
    assertThat(scores.get("first_reach").mean()).isBetween(1.0, 130.0 / 2);
    // All that reach it stay.
    assertThat(scores.get("return").mean())
        .isCloseTo(STEPS + 1 - scores.get("first_reach").mean(), within(1e-9));
    assertThat(scores.get("return_if_stayed")).isEqualTo(scores.get("return"));
  }

  /** Each number of an episode that can be followed by hand. */
  @Test
  void scoresAreThoseOfTheRewards() {
    TestingSampler still = sampler(List.of(), (task, sequence, values) -> {});
    Trial.Result result =
        run(still, new TestingWorld(4), 0, settings -> settings.openLoopSteps(2).repetitions(3));

    Map<String, Trial.Estimate> scores = result.rows().get(0).scores();
    // Rewards of 0, 0, 1, 0, 1 in even episodes and none in odd ones.
    assertThat(scores.get("return")).isEqualTo(new Trial.Estimate(1, 0, 3));
    assertThat(scores.get("return_if_stayed")).isEqualTo(new Trial.Estimate(1.5, 0, 3));
    assertThat(scores.get("success")).isEqualTo(new Trial.Estimate(0.5, 0, 3));
    assertThat(scores.get("first_reach")).isEqualTo(new Trial.Estimate(3, 0, 3));
    assertThat(scores.get("score")).isEqualTo(new Trial.Estimate(25, 0, 3));
    assertThat(scores.get("bumps")).isEqualTo(new Trial.Estimate(5, 0, 3));
    assertThat(scores.keySet()).startsWith("score", "return");
    assertThat(names(result)).containsExactly("unguided");
    // An environment without goals has none to steer towards.
    assertThat(still.tasks).allMatch(task -> task.steering().goals().isEmpty());
  }

  @Test
  void firstReachIsMissingWhereNothingIsReached() {
    TestingSampler still = sampler(List.of(), (task, sequence, values) -> {});
    Trial.Result result =
        run(
            still,
            new MazeEnvironment(open, Optional.of(new Cell(1, 1)), Optional.of(new Cell(3, 4)), 10),
            0,
            settings -> settings);

    assertThat(mean(result, 0, "success")).isZero();
    assertThat(result.rows().get(0).scores().get("first_reach").count()).isZero();
  }

  @Test
  void plansAnewToTheEndOfTheEpisodeOrToTheHorizon() {
    run(settings -> settings.repetitions(1).openLoopSteps(50));
    // 120, 70 and 20 steps in tokens of 5.
    assertThat(sampler.tasks.stream().map(task -> task.matrix().horizon()))
        .containsExactly(24, 14, 4);
    // A training length of 25 tokens, 1 of which is known.
    assertThat(sampler.tasks.stream().map(SamplingTask::padding)).containsExactly(0, 10, 20);
    sampler.tasks.clear();

    run(settings -> settings.repetitions(1).openLoopSteps(50).horizon(40));
    assertThat(sampler.tasks.stream().map(task -> task.matrix().horizon()))
        .containsExactly(8, 8, 8);
  }

  @Test
  void warmStartsFromTheStepsThatWereNotCarriedOut() {
    run(settings -> settings.repetitions(1).episodes(2).openLoopSteps(50).warmStart(0.5));

    assertThat(sampler.tasks.get(0).matrix()).isEqualTo(sampler.matrix(24));
    int[] levels = new int[14];
    Arrays.fill(levels, 5);
    assertThat(sampler.tasks.get(1).matrix()).isEqualTo(sampler.matrix(14).beginningAt(levels));
  }

  @Test
  void variantsHaveTheirNamesStrengthsAndFutures() {
    Trial.Result result =
        run(
            settings ->
                settings
                    .repetitions(1)
                    .openLoopSteps(STEPS)
                    .strengths(0.0, 1.0, 2.5)
                    .futures(1, 4));

    assertThat(names(result))
        .containsExactly(
            "unguided", "guided", "guided, 4 futures", "guided x 2.5", "guided x 2.5, 4 futures");
    assertThat(sampler.tasks.stream().map(task -> task.steering().strength()))
        .containsExactly(0.0, 1.0, 1.0, 2.5, 2.5);
    assertThat(sampler.tasks.stream().map(task -> task.steering().futures().orElse(0)))
        .containsExactly(0, 1, 4, 1, 4);
    assertThat(sampler.tasks)
        .allSatisfy(
            task -> assertThat(task.steering().goals()).hasSize(4).containsOnly(List.of(3.0, 3.0)));
  }

  @Test
  void allVariantsSeeTheSameStartsAndNoise() {
    Trial.Result result =
        run(settings -> settings.repetitions(1).openLoopSteps(STEPS).strengths(0.0, 1.0, 3.0));

    SamplingTask first = sampler.tasks.get(0);
    for (SamplingTask task : sampler.tasks) {
      assertThat(task.seed()).isEqualTo(first.seed());
      for (int episode = 0; episode < 4; episode++) {
        assertThat(task.sequences().get(episode).values())
            .isEqualTo(first.sequences().get(episode).values());
      }
    }
    // The double pays no heed to guidance, so all is the same.
    assertThat(scores(result)).containsOnly(scores(result).get(0));
  }

  @Test
  void everythingIsAFunctionOfTheSeed() {
    List<Map<String, Trial.Estimate>> first = scores(run(settings -> settings));

    assertThat(scores(run(settings -> settings))).isEqualTo(first);
    assertThat(scores(run(sampler, environment, 7, settings -> settings))).isNotEqualTo(first);
  }

  @Test
  void repetitionsHaveOtherStartsAndNoise() {
    Trial.Result result = run(settings -> settings.repetitions(3).openLoopSteps(STEPS));

    assertThat(sampler.tasks).hasSize(3);
    assertThat(sampler.tasks.stream().map(SamplingTask::seed).distinct()).hasSize(3);
    assertThat(sampler.tasks.stream().map(task -> task.sequences().get(0).values()).distinct())
        .hasSize(3);
    Trial.Estimate reach = result.rows().get(0).scores().get("first_reach");
    assertThat(reach.count()).isEqualTo(3);
    assertThat(reach.standardError()).isPositive();
  }

  @Test
  void scoresTheExpertOnTheSameStarts() {
    Trial.Result result = run(settings -> settings.expert().strengths(0.0).episodes(8));

    assertThat(names(result)).containsExactly("unguided", "waypoint-controller");
    assertThat(result.rows().get(1).scores()).doesNotContainKey("plan_seconds");
    assertThat(mean(result, 1, "success")).isEqualTo(1);
    assertThat(mean(result, 1, "return"))
        .isCloseTo(STEPS + 1 - mean(result, 1, "first_reach"), within(20.0));
    assertThat(progress)
        .contains("unguided 120/240", "unguided 240/240", "waypoint-controller 2/2");
  }

  @Test
  void scoresNoExpertWhereTheEnvironmentBringsNone() {
    TestingSampler still = sampler(List.of(), (task, sequence, values) -> {});

    assertThat(names(run(still, new TestingWorld(4), 0, settings -> settings.expert())))
        .containsExactly("unguided");
  }

  @Test
  void needsAnEnvironment() {
    assertThatThrownBy(
            () ->
                new ClosedLoopTrial(TestingSettings.with(settings -> settings))
                    .run(
                        new Trial.Means<>(tokenizer, sampler, Optional.empty(), 0),
                        Trial.Progress.NONE))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The trial 'closed-loop' needs a world to act in; set evaluation.environment, such as {name: maze2d, maze: umaze}.");
  }

  @Test
  void refusesControlThatPlansOrObservationsDoNotServe() {
    TestingSampler still = sampler(List.of(), (task, sequence, values) -> {});

    assertThatThrownBy(
            () -> run(still, new TestingWorld(4), 0, settings -> settings.control(Control.ACTIONS)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The trial 'closed-loop' has control: actions, but plans hold 0 numbers of an action and the environment takes 2; train with the tokenizer's actions: true, or set control: track.");
    assertThatThrownBy(() -> run(still, new TestingWorld(3), 0, settings -> settings))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The trial 'closed-loop' can't track positions in an environment that observes 3 numbers for 2 of an action");
  }

  /** Rewards that are laid out, whatever is done: 0, 0, 1, 0, 1 in even episodes, else none. */
  private static final class TestingWorld implements Environment {
    private final int observationWidth;

    TestingWorld(int observationWidth) {
      this.observationWidth = observationWidth;
    }

    @Override
    public Spec spec() {
      return new Spec(observationWidth, 2, 1, 5);
    }

    @Override
    public Optional<Returns> returns() {
      return Optional.of(new Returns(0, 4));
    }

    @Override
    public Episodes open(int count) {
      return new Episodes() {
        private int step;

        @Override
        public int count() {
          return count;
        }

        @Override
        public void reset(int episode, long seed) {
          step = 0;
        }

        @Override
        public void step(double[] actions) {
          step++;
        }

        @Override
        public void observe(double[] observations) {}

        @Override
        public double reward(int episode) {
          return episode % 2 == 0 && (step == 3 || step == 5) ? 1 : 0;
        }

        @Override
        public Map<String, Double> tallies(int episode) {
          return Map.of("bumps", (double) step);
        }

        @Override
        public boolean isDone(int episode) {
          return step == 5;
        }
      };
    }
  }
}
