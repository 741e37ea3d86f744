package io.stagger.planning.control;

import io.stagger.api.environment.Environment;
import io.stagger.api.environment.Episodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Episodes on their way, what is observed in them, which of them still go on, and what happened. An
 * episode that is done is not acted in any more, and nothing more is recorded of it. Not
 * thread-safe.
 */
final class RunningEpisodes {
  private final Environment.Spec spec;
  private final Episodes episodes;
  private final List<EpisodeRecord> records = new ArrayList<>();
  private final double[] observations;
  private final double[] actions;
  private List<Integer> going;

  /**
   * Begins episodes.
   *
   * @param episodes closed by whoever opened them
   * @param seeds the seed of each
   */
  RunningEpisodes(Environment.Spec spec, Episodes episodes, IntToLongFunction seeds) {
    this.spec = spec;
    this.episodes = episodes;
    int count = episodes.count();
    observations = new double[count * spec.observationWidth()];
    actions = new double[count * spec.actionWidth()];
    for (int episode = 0; episode < count; episode++) {
      episodes.reset(episode, seeds.applyAsLong(episode));
    }
    episodes.observe(observations);
    for (int episode = 0; episode < count; episode++) {
      records.add(new EpisodeRecord(observation(episode), episodes.goal(episode), spec.steps()));
    }
    going = IntStream.range(0, count).filter(episode -> !episodes.isDone(episode)).boxed().toList();
  }

  /** Those that are not done, in order. */
  List<Integer> going() {
    return going;
  }

  EpisodeRecord record(int episode) {
    return records.get(episode);
  }

  /** What is observed in an episode, [observation width]. */
  double[] observation(int episode) {
    int at = episode * spec.observationWidth();
    return Arrays.copyOfRange(observations, at, at + spec.observationWidth());
  }

  /** What is observed in all that go on, [going, observation width]. */
  double[] observations() {
    return going.stream().flatMapToDouble(episode -> Arrays.stream(observation(episode))).toArray();
  }

  /** Says what to do in an episode at the next step. */
  void act(int episode, double[] action) {
    System.arraycopy(action, 0, actions, episode * action.length, action.length);
  }

  /** Takes a step in all that go on. */
  void step() {
    episodes.step(actions);
    episodes.observe(observations);
    for (int episode : going) {
      records.get(episode).step(observation(episode), episodes.reward(episode));
    }
    going = going.stream().filter(episode -> !episodes.isDone(episode)).toList();
  }

  /** What happened in each. */
  List<EpisodeRecord> finish() {
    for (int episode = 0; episode < records.size(); episode++) {
      records.get(episode).finish(episodes.tallies(episode));
    }
    return records;
  }
}
