package io.stagger.planning.control;

import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.environment.Environment;
import io.stagger.api.environment.Episodes;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.sampling.SamplingTask.Observer;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.planning.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Looks, plans and acts, in all episodes side by side, until they end. Every variant sees the same
 * starts and goals, and the same noise as long as the same episodes go on. Not thread-safe, because
 * a sampler is not.
 */
final class ClosedLoop {
  private final ClosedLoopSettings settings;
  private final Trial.Means<Trajectory> means;
  private final Environment environment;
  private final Environment.Spec spec;
  private final TrajectoryPlanner planner;

  ClosedLoop(ClosedLoopSettings settings, Trial.Means<Trajectory> means, Environment environment) {
    this.settings = settings;
    this.means = means;
    this.environment = environment;
    this.spec = environment.spec();
    this.planner =
        new TrajectoryPlanner(
            means.tokenizer(),
            means.sampler(),
            spec.observationWidth(),
            spec.actionWidth(),
            settings.fillWindow(),
            settings.warmStart());
  }

  /** Plans for all episodes and carries out what is planned. */
  Repetition run(Variant variant, int repetition, Trial.Progress progress) {
    Controller controller = settings.controller();
    GuidanceTally earlier = means.sampler().guidanceTally();
    try (Episodes opened = environment.open(settings.episodes())) {
      RunningEpisodes episodes = begin(opened, repetition);
      double[] action = new double[spec.actionWidth()];
      Trajectory[] plans = new Trajectory[settings.episodes()];
      int carriedOut = 0;
      int timed = 0;
      double seconds = 0;
      int step = 0;
      while (step < spec.steps() && !episodes.going().isEmpty()) {
        List<Integer> going = episodes.going();
        int horizon = settings.horizonOf(spec.steps() - step);
        long begun = System.nanoTime();
        List<Trajectory> made =
            planner.plan(
                episodes.observations(),
                horizon,
                step == 0 ? List.of() : going.stream().map(episode -> plans[episode]).toList(),
                carriedOut,
                steering(variant, going.stream().map(episodes::record).toList()),
                seed(1, repetition, step),
                Observer.NONE);
        if (step > 0) {
          timed++;
          seconds += (System.nanoTime() - begun) / 1e9;
        }
        for (int i = 0; i < going.size(); i++) {
          plans[going.get(i)] = made.get(i);
          episodes.record(going.get(i)).plan(places(made.get(i)));
        }
        carriedOut = 0;
        while (carriedOut < Math.min(settings.openLoopSteps(), horizon)
            && !episodes.going().isEmpty()) {
          for (int episode : episodes.going()) {
            controller.act(plans[episode], carriedOut, episodes.observation(episode), action);
            episodes.act(episode, action);
          }
          episodes.step();
          carriedOut++;
          step++;
        }
        progress.advanced(
            variant.name(),
            (long) repetition * spec.steps() + (episodes.going().isEmpty() ? spec.steps() : step),
            (long) settings.repetitions() * spec.steps());
      }
      return new Repetition(
          episodes.finish(), timed, seconds, means.sampler().guidanceTally().since(earlier));
    }
  }

  /** Lets the environment's expert act instead. */
  Repetition runExpert(Expert.Known known, int repetition, Trial.Progress progress) {
    try (Episodes opened = environment.open(settings.episodes())) {
      RunningEpisodes episodes = begin(opened, repetition);
      List<Expert> experts =
          IntStream.range(0, settings.episodes())
              .mapToObj(episode -> known.expert(seed(2, repetition, episode)))
              .toList();
      double[] action = new double[spec.actionWidth()];
      for (int step = 0; step < spec.steps() && !episodes.going().isEmpty(); step++) {
        for (int episode : episodes.going()) {
          experts
              .get(episode)
              .act(episodes.observation(episode), episodes.record(episode).goal(), action);
          episodes.act(episode, action);
        }
        episodes.step();
      }
      progress.advanced(known.expertName(), repetition + 1L, settings.repetitions());
      return new Repetition(episodes.finish(), 0, 0, GuidanceTally.NONE);
    }
  }

  private RunningEpisodes begin(Episodes opened, int repetition) {
    return new RunningEpisodes(spec, opened, episode -> seed(0, repetition, episode));
  }

  private static Steering steering(Variant variant, List<EpisodeRecord> records) {
    boolean goals = records.stream().noneMatch(record -> record.goal().isEmpty());
    return new Steering(
        variant.strength(),
        variant.futures(),
        goals ? records.stream().map(EpisodeRecord::goal).toList() : List.of());
  }

  /** The places of one plan on its way from noise to clean. */
  List<double[]> denoising(Variant variant, EpisodeRecord episode) {
    List<double[]> states = new ArrayList<>();
    planner.plan(
        episode.start(),
        settings.horizonOf(spec.steps()),
        List.of(),
        0,
        steering(variant, List.of(episode)),
        seed(1, 0, 0),
        (first, row, tokens) -> states.add(places(planner.decode(tokens.get(0), episode.start()))));
    return states;
  }

  private static double[] places(Trajectory plan) {
    int width = plan.observationWidth();
    double[] places = new double[2 * (plan.steps() + 1)];
    for (int i = 0; i <= plan.steps(); i++) {
      places[2 * i] = plan.observations()[i * width];
      places[2 * i + 1] = width > 1 ? plan.observations()[i * width + 1] : 0;
    }
    return places;
  }

  private long seed(int purpose, int repetition, int place) {
    long seed = means.seed();
    for (int number : new int[] {purpose, repetition, place}) {
      seed = new SplittableRandom(seed + number).nextLong();
    }
    return seed;
  }
}
