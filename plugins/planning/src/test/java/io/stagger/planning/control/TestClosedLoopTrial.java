package io.stagger.planning.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.environment.Environment;
import io.stagger.api.environment.Episodes;
import io.stagger.api.evaluation.Picture;
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

  private void check(
      Tokenizer<Trajectory> with,
      int window,
      Environment world,
      UnaryOperator<TestingSettings> changes) {
    new ClosedLoopTrial(TestingSettings.with(changes))
        .check(new Trial.Prerequisites<>(with, window, Optional.ofNullable(world)));
  }

  @Test
  void needsAnEnvironment() {
    assertThatThrownBy(() -> check(tokenizer, 100, null, settings -> settings))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The trial 'closed-loop' needs a world to act in; set evaluation.environment, such as {name: maze2d, maze: umaze}.");
  }

  @Test
  void refusesControlThatPlansDoNotServe() {
    Environment world = new TestingWorld(4);

    assertThatThrownBy(
            () -> check(tokenizer, 100, world, settings -> settings.control(Control.ACTIONS)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The trial 'closed-loop' has control: actions, but plans hold 0 numbers of an action and the environment takes 2; train with tokenizer.actions: true, or set control: track in evaluation.trials.");
    assertThatThrownBy(
            () -> check(TestingTokenizers.of(List.of(1, 2)), 100, world, settings -> settings))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The trial 'closed-loop' tracks planned positions, the numbers [0, 1] of an observation, but tokenizer.observations is [1, 2]; add them there, or set control: actions in evaluation.trials.");
    check(TestingTokenizers.of(List.of(1, 0)), 100, world, settings -> settings);
    check(
        TestingTokenizers.of(List.of(2), true),
        100,
        world,
        settings -> settings.control(Control.ACTIONS));
  }

  @Test
  void refusesAnEnvironmentThatPlansDoNotServe() {
    assertThatThrownBy(() -> check(tokenizer, 100, new TestingWorld(3), settings -> settings))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The trial 'closed-loop' can't track positions in an environment that observes 3 numbers for 2 of an action, because it takes a position and a velocity for each; set control: actions in evaluation.trials.");
    assertThatThrownBy(() -> check(tokenizer, 100, new TestingWorld(5), settings -> settings))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The trial 'closed-loop' can't plan in the world of evaluation.environment, which observes 5 numbers and takes 2 of an action, because the tokenizer can't encode that: ");
  }

  @Test
  void refusesPlansThatTheModelDoesNotSee() {
    // 120 steps in tokens of 5 after a known one.
    check(tokenizer, 25, environment, settings -> settings);
    assertThatThrownBy(() -> check(tokenizer, 24, environment, settings -> settings))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "A plan of 120 steps takes 25 tokens, but the model sees at most 24, which is 115 steps; set the trial's horizon in evaluation.trials to fewer, or sampling.window to more tokens.");
    check(tokenizer, 24, environment, settings -> settings.horizon(115));
  }

  @Test
  void checksBeforeItSamplesToo() {
    TestingSampler narrow =
        new TestingSampler(tokenizer.spec(), 24, 24, List.of("reach"), this::straight);

    assertThatThrownBy(() -> run(narrow, environment, 6, settings -> settings))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("A plan of 120 steps takes 25 tokens");
    assertThat(narrow.tasks).isEmpty();
  }

  @Test
  void saysHowOftenGuidanceWasClipped() {
    sampler.perTask = new GuidanceTally(40, 10);
    Trial.Result result =
        run(
            settings ->
                settings.openLoopSteps(60).strengths(1.0, 0.0).expert().drawn(1).repetitions(2));

    assertThat(names(result)).containsExactly("guided", "unguided", "waypoint-controller");
    assertThat(result.rows().get(0).scores().get("clipped_share"))
        .isEqualTo(new Trial.Estimate(0.25, 0, 2));
    assertThat(result.rows().get(1).scores()).doesNotContainKey("clipped_share");
    assertThat(result.rows().get(2).scores()).doesNotContainKey("clipped_share");
  }

  /** Episode e is done after e + 2 of 5 steps, if that is earlier. */
  @Test
  void leavesEpisodesAloneThatTheEnvironmentEnds() {
    TestingWorld world = new TestingWorld(4, true);
    TestingSampler still = sampler(List.of(), (task, sequence, values) -> {});
    Trial.Result result =
        run(
            still,
            world,
            0,
            settings -> settings.openLoopSteps(1).episodes(3).repetitions(1).warmStart(0.5));

    // Done after 2, 3 and 4 steps, so nobody is left for the fifth.
    assertThat(still.tasks.stream().map(task -> task.sequences().size()))
        .containsExactly(3, 3, 2, 1);
    assertThat(world.actedIn).isEqualTo(4);
    // Episodes 0 and 2 are rewarded in their third and fifth step: 0 is done before, 2 in between.
    assertThat(mean(result, 0, "return")).isEqualTo(1.0 / 3);
    assertThat(mean(result, 0, "success")).isEqualTo(1.0 / 3);
    assertThat(mean(result, 0, "first_reach")).isEqualTo(3);
    // As if it had gone on: steps 3, 4 and 5.
    assertThat(mean(result, 0, "return_if_stayed")).isEqualTo(1);
    // Each tallies the steps that it had.
    assertThat(mean(result, 0, "bumps")).isEqualTo(3);
    assertThat(progress).last().isEqualTo("unguided 5/5");
  }

  @Test
  void drawsHowEachVariantWent() {
    Trial.Result result =
        run(
            settings ->
                settings.openLoopSteps(60).strengths(0.0, 1.0, -2.5).futures(1, 4).drawn(2));

    assertThat(result.pictures())
        .extracting(Picture::fileName)
        .containsExactly(
            "executed.png",
            "plans.png",
            "denoising.gif",
            "denoising-frames.png",
            "executed-unguided.png",
            "executed-guided-4-futures.png",
            "executed-guided-x-minus-2.5.png",
            "executed-guided-x-minus-2.5-4-futures.png");
    assertThat(result.pictures().get(0).caption()).contains("'guided'");
    assertThat(result.pictures().get(4).caption()).contains("'unguided'");
  }

  @Test
  void drawsWhereNothingIsGuided() {
    Trial.Result result = run(settings -> settings.strengths(0.0).drawn(1));

    assertThat(result.pictures())
        .extracting(Picture::name)
        .containsExactly("executed", "plans", "denoising", "denoising-frames");
    assertThat(run(settings -> settings.drawn(0)).pictures()).isEmpty();
  }

  /** Rewards that are laid out, whatever is done: 0, 0, 1, 0, 1 in even episodes, else none. */
  private static final class TestingWorld implements Environment {
    private final int observationWidth;
    private final boolean endsEarly;

    /** How many steps were taken. */
    int actedIn;

    TestingWorld(int observationWidth) {
      this(observationWidth, false);
    }

    /**
     * Creates the world.
     *
     * @param endsEarly whether episode e is done after e + 2 steps rather than 5
     */
    TestingWorld(int observationWidth, boolean endsEarly) {
      this.observationWidth = observationWidth;
      this.endsEarly = endsEarly;
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

        private int length(int episode) {
          return endsEarly ? Math.min(5, episode + 2) : 5;
        }

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
          actedIn++;
        }

        @Override
        public void observe(double[] observations) {}

        @Override
        public double reward(int episode) {
          return step <= length(episode) && episode % 2 == 0 && (step == 3 || step == 5) ? 1 : 0;
        }

        @Override
        public Map<String, Double> tallies(int episode) {
          return Map.of("bumps", (double) Math.min(step, length(episode)));
        }

        @Override
        public boolean isDone(int episode) {
          return step >= length(episode);
        }
      };
    }
  }
}
