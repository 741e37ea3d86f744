package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stagger.api.environment.Environment;
import io.stagger.api.environment.Episodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Environment} and its {@link Episodes} promise. Acts at random; a subject with
 * long episodes had better shorten them.
 */
public interface EnvironmentConformance {
  /** An environment to check; asked for at each test. */
  Environment environment();

  /** The same seed and actions give the same episode to the last bit, whatever went before. */
  @Test
  default void episodesAreAFunctionOfTheirSeedAndActions() {
    Environment environment = environment();
    List<List<Double>> first;
    try (Episodes episodes = environment.open(1)) {
      first = act(environment, episodes, 0, 7);
      act(environment, episodes, 0, 8);
      assertThat(act(environment, episodes, 0, 7)).as("the same episodes again").isEqualTo(first);
    }
    try (Episodes episodes = environment().open(1)) {
      assertThat(act(environment, episodes, 0, 7)).as("another environment").isEqualTo(first);
    }
  }

  /** What happens in one of many episodes is what happens in one alone. */
  @Test
  default void episodesDependNeitherOnOneAnotherNorOnTheirNumber() {
    Environment environment = environment();
    int count = 5;
    List<List<List<Double>>> together;
    try (Episodes episodes = environment.open(count)) {
      assertThat(episodes.count()).as("episodes").isEqualTo(count);
      together = actTogether(environment, episodes, 11);
    }
    for (int episode = 0; episode < count; episode++) {
      try (Episodes alone = environment.open(1)) {
        assertThat(act(environment, alone, 0, 11 + episode))
            .as("episode %d alone", episode)
            .isEqualTo(together.get(episode));
      }
    }
  }

  /** Resetting one episode leaves the others where they are. */
  @Test
  default void aResetConcernsOneEpisode() {
    Environment environment = environment();
    int width = environment.spec().observationWidth();
    try (Episodes episodes = environment.open(2)) {
      episodes.reset(0, 1);
      episodes.reset(1, 2);
      episodes.step(new double[2 * environment.spec().actionWidth()]);
      double[] before = observe(environment, episodes);
      double reward = episodes.reward(0);
      episodes.reset(1, 3);
      assertThat(Arrays.copyOf(observe(environment, episodes), width))
          .as("observation of the other")
          .isEqualTo(Arrays.copyOf(before, width));
      assertThat(episodes.reward(0)).as("reward of the other").isEqualTo(reward);
      assertThat(episodes.reward(1)).as("reward after a reset").isZero();
      assertThat(episodes.isDone(1)).as("done after a reset").isFalse();
    }
  }

  /** An episode is done after as many steps as the spec says at most, and then stands still. */
  @Test
  default void episodesEndAndStandStill() {
    Environment environment = environment();
    Environment.Spec spec = environment.spec();
    SplittableRandom random = new SplittableRandom(3);
    try (Episodes episodes = environment.open(2)) {
      episodes.reset(0, 5);
      episodes.reset(1, 6);
      for (int step = 0; step < spec.steps(); step++) {
        episodes.step(actions(spec, 2, random));
      }
      double[] end = observe(environment, episodes);
      List<Map<String, Double>> tallies = List.of(episodes.tallies(0), episodes.tallies(1));
      for (int step = 0; step < 3; step++) {
        assertThat(List.of(episodes.isDone(0), episodes.isDone(1)))
            .as("done after %d steps", spec.steps())
            .containsOnly(true);
        episodes.step(actions(spec, 2, random));
        assertThat(List.of(episodes.reward(0), episodes.reward(1)))
            .as("rewards after the end")
            .containsOnly(0.0);
        assertThat(observe(environment, episodes)).as("observation after the end").isEqualTo(end);
        assertThat(List.of(episodes.tallies(0), episodes.tallies(1)))
            .as("tallies after the end")
            .isEqualTo(tallies);
      }
      episodes.reset(0, 5);
      assertThat(episodes.isDone(0)).as("done after a reset").isFalse();
    }
  }

  /** Actions beyond the limit do what those at the limit do. */
  @Test
  default void actionsAreClippedToTheLimit() {
    Environment environment = environment();
    Environment.Spec spec = environment.spec();
    double[] signs = new double[spec.actionWidth()];
    Arrays.setAll(signs, i -> i % 2 == 0 ? spec.actionLimit() : -spec.actionLimit());
    try (Episodes atLimit = environment.open(1);
        Episodes beyond = environment.open(1)) {
      atLimit.reset(0, 4);
      beyond.reset(0, 4);
      for (int step = 0; step < Math.min(20, spec.steps()); step++) {
        atLimit.step(signs.clone());
        beyond.step(Arrays.stream(signs).map(action -> 17 * action).toArray());
        assertThat(observe(environment, beyond))
            .as("observation after %d steps", step + 1)
            .isEqualTo(observe(environment, atLimit));
      }
    }
  }

  /** A goal is a part of an observation, and stays until the next reset. */
  @Test
  default void goalsStayUntilTheNextReset() {
    Environment environment = environment();
    Environment.Spec spec = environment.spec();
    SplittableRandom random = new SplittableRandom(9);
    try (Episodes episodes = environment.open(2)) {
      episodes.reset(0, 1);
      episodes.reset(1, 2);
      List<List<Double>> goals = List.of(episodes.goal(0), episodes.goal(1));
      assertThat(goals.get(0).size())
          .as("numbers of a goal")
          .isLessThanOrEqualTo(spec.observationWidth());
      for (int step = 0; step < spec.steps(); step++) {
        episodes.step(actions(spec, 2, random));
        assertThat(List.of(episodes.goal(0), episodes.goal(1)))
            .as("goals after %d steps", step + 1)
            .isEqualTo(goals);
      }
      episodes.reset(1, 1);
      assertThat(episodes.goal(0)).as("goal of the other after a reset").isEqualTo(goals.get(0));
      assertThat(episodes.goal(1)).as("goal of the same seed").isEqualTo(goals.get(0));
    }
  }

  /** No step is taken before every episode was reset, and closing twice is harmless. */
  @Test
  default void nothingHappensBeforeAReset() {
    Environment environment = environment();
    Episodes episodes = environment.open(2);
    episodes.reset(1, 1);
    assertThat(
            catchThrowable(() -> episodes.step(new double[2 * environment.spec().actionWidth()])))
        .as("answer to a step before a reset")
        .isInstanceOf(IllegalStateException.class);
    episodes.close();
    episodes.close();
  }

  private static double[] observe(Environment environment, Episodes episodes) {
    double[] observations = new double[episodes.count() * environment.spec().observationWidth()];
    episodes.observe(observations);
    return observations;
  }

  /** Random actions, a few of them beyond the limit. */
  private static double[] actions(Environment.Spec spec, int count, SplittableRandom random) {
    double[] actions = new double[count * spec.actionWidth()];
    Arrays.setAll(actions, i -> 1.2 * spec.actionLimit() * (2 * random.nextDouble() - 1));
    return actions;
  }

  private static List<List<Double>> act(
      Environment environment, Episodes episodes, int episode, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    episodes.reset(episode, seed);
    List<List<Double>> states = new ArrayList<>();
    states.add(state(environment, episodes, episode));
    for (int step = 0; step < environment.spec().steps(); step++) {
      episodes.step(actions(environment.spec(), 1, random));
      states.add(state(environment, episodes, episode));
    }
    return states;
  }

  private static List<List<List<Double>>> actTogether(
      Environment environment, Episodes episodes, long firstSeed) {
    int width = environment.spec().actionWidth();
    List<SplittableRandom> randoms = new ArrayList<>();
    List<List<List<Double>>> states = new ArrayList<>();
    for (int episode = 0; episode < episodes.count(); episode++) {
      randoms.add(new SplittableRandom(firstSeed + episode));
      episodes.reset(episode, firstSeed + episode);
      states.add(new ArrayList<>());
    }
    for (int step = 0; step <= environment.spec().steps(); step++) {
      double[] actions = new double[episodes.count() * width];
      for (int episode = 0; episode < episodes.count(); episode++) {
        states.get(episode).add(state(environment, episodes, episode));
        System.arraycopy(
            actions(environment.spec(), 1, randoms.get(episode)),
            0,
            actions,
            episode * width,
            width);
      }
      episodes.step(actions);
    }
    return states;
  }

  /** All that can be seen of an episode. */
  private static List<Double> state(Environment environment, Episodes episodes, int episode) {
    int width = environment.spec().observationWidth();
    double[] observations = observe(environment, episodes);
    List<Double> state = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      state.add(observations[episode * width + i]);
    }
    state.add(episodes.reward(episode));
    state.addAll(episodes.goal(episode));
    state.addAll(episodes.tallies(episode).values());
    state.add(episodes.isDone(episode) ? 1.0 : 0.0);
    return state;
  }
}
