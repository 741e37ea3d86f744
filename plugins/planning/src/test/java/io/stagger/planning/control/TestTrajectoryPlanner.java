package io.stagger.planning.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.SamplingTask.Observer;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.planning.Trajectory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class TestTrajectoryPlanner {
  private static final int STACK = TestingTokenizers.FRAME_STACK;
  private static final int WINDOW = 9;
  private static final int TRAINING_LENGTH = 7;

  /** Numbers that float32 can't hold, so that rounding shows. */
  private static final double[] HERE = {1.1, 2.2, 0.3, -0.4, 3.3, 1.7, 0.1, 0.2};

  private final Tokenizer<Trajectory> tokenizer = TestingTokenizers.of(List.of());

  /** The token of position n is full of n tenths, in the tokenizer's unit. */
  private final TestingSampler sampler =
      new TestingSampler(
          tokenizer.spec(),
          WINDOW,
          TRAINING_LENGTH,
          List.of("reach"),
          (task, sequence, values) -> {
            int width = tokenizer.spec().width();
            for (int i = width; i < values.length; i++) {
              int position = i / width;
              values[i] = 0.1f * position;
            }
          });

  private TrajectoryPlanner planner(boolean fillWindow, Optional<Double> warmStart) {
    return new TrajectoryPlanner(tokenizer, sampler, 4, 2, fillWindow, warmStart);
  }

  private static List<Trajectory> plan(TrajectoryPlanner planner, int horizon) {
    return plan(planner, horizon, List.of(), 0);
  }

  private static List<Trajectory> plan(
      TrajectoryPlanner planner, int horizon, List<Trajectory> earlier, int carriedOut) {
    return planner.plan(
        HERE, horizon, earlier, carriedOut, Steering.AS_CONFIGURED, 8, Observer.NONE);
  }

  @Test
  void knowsTheObservationAsTheTokenizerEncodesIt() {
    plan(planner(false, Optional.empty()), 10);

    SamplingTask task = sampler.tasks.get(0);
    assertThat(task.known()).isEqualTo(1);
    assertThat(task.seed()).isEqualTo(8);
    assertThat(task.sequences()).hasSize(2);
    for (int episode = 0; episode < 2; episode++) {
      float[] observation = new float[4];
      for (int i = 0; i < 4; i++) {
        observation[i] = (float) HERE[4 * episode + i];
      }
      Tokens alone =
          tokenizer.encode(new Trajectory(4, 2, observation, new float[0], new float[0], 0));
      assertThat(values(task.sequences().get(episode), 0, 1)).isEqualTo(values(alone, 0, 1));
    }
  }

  @Test
  void roundsTheHorizonUpToWholeTokens() {
    TrajectoryPlanner planner = planner(false, Optional.empty());
    int[] horizons = {1, STACK, STACK + 1, 2 * STACK};
    for (int horizon : horizons) {
      List<Trajectory> plans = plan(planner, horizon);

      int tokens = horizon <= STACK ? 1 : 2;
      assertThat(plans).allMatch(plan -> plan.steps() == tokens * STACK);
      SamplingTask task = sampler.tasks.get(sampler.tasks.size() - 1);
      assertThat(task.matrix()).isEqualTo(sampler.matrix(tokens));
      assertThat(task.padding()).isZero();
    }
  }

  @Test
  void plansBeginWhereTheEpisodeIsAndHoldWhatWasSampled() {
    List<Trajectory> plans = plan(planner(false, Optional.empty()), 2 * STACK);

    Trajectory second = plans.get(1);
    assertThat(Arrays.copyOf(second.observations(), 4)).containsExactly(3.3f, 1.7f, 0.1f, 0.2f);
    Trajectory decoded =
        tokenizer.decode(
            Tokens.ofReal(tokenizer.spec(), tokensOf(0, 0.1f, 0.2f), new float[0]), second);
    assertThat(Arrays.copyOfRange(second.observations(), 4, second.observations().length))
        .containsExactly(
            Arrays.copyOfRange(decoded.observations(), 4, decoded.observations().length),
            within(1e-6f));
  }

  private float[] tokensOf(float... numbers) {
    float[] values = new float[numbers.length * tokenizer.spec().width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers[i / tokenizer.spec().width()];
    }
    return values;
  }

  @Test
  void fillsTheWindowToTheTrainingLengthOnlyIfAsked() {
    plan(planner(true, Optional.empty()), 2 * STACK);
    plan(planner(true, Optional.empty()), 8 * STACK);
    plan(planner(false, Optional.empty()), 2 * STACK);

    assertThat(sampler.tasks.stream().map(SamplingTask::padding))
        .containsExactly(TRAINING_LENGTH - 3, 0, 0);
    assertThat(sampler.tasks.get(0).sequences().get(0).length()).isEqualTo(TRAINING_LENGTH);
  }

  @Test
  void plansArePartOfTheWindowWithoutItsPadding() {
    assertThat(plan(planner(true, Optional.empty()), STACK).get(0).steps()).isEqualTo(STACK);
  }

  @Test
  void refusesMoreStepsThanTheModelSees() {
    TrajectoryPlanner planner = planner(true, Optional.empty());
    assertThat(plan(planner, 8 * STACK)).hasSize(2);

    assertThatThrownBy(() -> plan(planner, 8 * STACK + 1))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "A plan of 41 steps takes 10 tokens, but the model sees at most 9, which is 40 steps; set the trial's horizon in evaluation.trials to fewer, or sampling.window to more tokens.");
  }

  @Test
  void warmStartsFromTheRestOfTheEarlierPlanAtItsLevel() {
    TrajectoryPlanner planner = planner(false, Optional.of(0.34));
    List<Trajectory> earlier = plan(planner, 4 * STACK);
    assertThat(sampler.tasks.get(0).matrix()).isEqualTo(sampler.matrix(4));

    plan(planner, 4 * STACK, earlier, STACK);

    SamplingTask task = sampler.tasks.get(1);
    // 0.34 of 10 steps are 3; three tokens are left of the earlier plan, and one is new.
    assertThat(task.matrix()).isEqualTo(sampler.matrix(4).beginningAt(3, 3, 3, 10));
    for (int episode = 0; episode < 2; episode++) {
      Tokens whole = tokenizer.encode(earlier.get(episode));
      assertThat(values(task.sequences().get(episode), 1, 4))
          .containsExactly(values(whole, 2, 5), within(1e-5f));
    }
    // The known token is where the episode is now, whatever was planned.
    assertThat(values(task.sequences().get(0), 0, 1))
        .isEqualTo(values(sampler.tasks.get(0).sequences().get(0), 0, 1));
  }

  @Test
  void beginsATokenThatTheRestDoesNotFillAsNoise() {
    TrajectoryPlanner planner = planner(false, Optional.of(0.5));
    List<Trajectory> earlier = plan(planner, 3 * STACK);

    plan(planner, 3 * STACK, earlier, STACK + 2);

    assertThat(sampler.tasks.get(1).matrix()).isEqualTo(sampler.matrix(3).beginningAt(5, 10, 10));
  }

  @Test
  void takesOneStepAtLeastAndAllAtMost() {
    List<Trajectory> earlier = plan(planner(false, Optional.empty()), 2 * STACK);

    plan(planner(false, Optional.of(0.0)), STACK, earlier, STACK);
    plan(planner(false, Optional.of(1.0)), STACK, earlier, STACK);

    assertThat(sampler.tasks.get(1).matrix()).isEqualTo(sampler.matrix(1).beginningAt(1));
    assertThat(sampler.tasks.get(2).matrix()).isEqualTo(sampler.matrix(1));
  }

  @Test
  void beginsFromNoiseWithoutWarmStarts() {
    TrajectoryPlanner planner = planner(false, Optional.empty());
    List<Trajectory> earlier = plan(planner, 3 * STACK);

    plan(planner, 2 * STACK, earlier, STACK);

    assertThat(sampler.tasks.get(1).matrix()).isEqualTo(sampler.matrix(2));
  }

  @Test
  void handsSteeringAndObserverOn() {
    Steering steering =
        new Steering(2, OptionalInt.of(4), List.of(List.of(1.0, 2.0), List.of(3.0, 4.0)));
    Observer observer = (first, row, tokens) -> {};

    planner(false, Optional.empty()).plan(HERE, STACK, List.of(), 0, steering, 1, observer);

    assertThat(sampler.tasks.get(0).steering()).isEqualTo(steering);
    assertThat(sampler.tasks.get(0).observer()).isSameAs(observer);
  }

  @Test
  void decodesStatesOnTheirWay() {
    Trajectory state =
        planner(false, Optional.empty())
            .decode(
                Tokens.ofReal(tokenizer.spec(), tokensOf(0, 0.1f, 0.2f), new float[0]),
                new double[] {1, 2, 0, 0});

    assertThat(state.steps()).isEqualTo(2 * STACK);
    assertThat(state.observations()[4]).isNotEqualTo(state.observations()[4 * (STACK + 1)]);
  }

  /** The values of some tokens. */
  private static float[] values(Tokens tokens, int first, int end) {
    int width = tokens.spec().width();
    float[] values = new float[(end - first) * width];
    tokens.values().get(first * width, values);
    return values;
  }
}
