package io.stagger.planning.control;

import io.stagger.api.StaggerException;
import io.stagger.api.environment.Environment;
import io.stagger.api.environment.Episodes;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.sampling.SamplingTask.Observer;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.planning.Trajectory;
import io.stagger.planning.guidance.LaidOutTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Model-predictive control: from where each episode is, plan to its end or to the horizon, carry
 * out some steps, and plan anew (the authors' planner, section 4.2 of the paper). All variants see
 * the same starts and goals, and the same noise.
 *
 * <p>Scores of a row, each a mean over the repetitions of the mean over episodes:
 *
 * <ul>
 *   <li>{@code score}: the normalized score, if the environment says what random actions and an
 *       expert get;
 *   <li>{@code return}: the sum of rewards;
 *   <li>{@code return_if_stayed}: as if every step after the first reward had a reward of 1;
 *   <li>{@code success}: the share of episodes with a reward;
 *   <li>{@code first_reach}: after how many steps the first reward came, over those episodes;
 *   <li>what the environment tallies;
 *   <li>{@code plan_seconds}: how long one plan for all episodes took, the first one left out,
 *       because engines build what they need then.
 * </ul>
 */
public final class ClosedLoopTrial implements Trial<Trajectory> {
  /** What the point {@code trial} calls it. */
  public static final String NAME = "closed-loop";

  private final ClosedLoopSettings settings;

  /** Creates the trial. */
  public ClosedLoopTrial(ClosedLoopSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<Trajectory> sampleType() {
    return Trajectory.class;
  }

  @Override
  public Result run(Means<Trajectory> means, Progress progress) {
    Environment environment =
        means
            .environment()
            .orElseThrow(
                () ->
                    new StaggerException(
                        "The trial '%s' needs a world to act in; set evaluation.environment, such as {name: maze2d, maze: umaze}."
                            .formatted(NAME)));
    checkControl(means, environment.spec());
    Loop loop = new Loop(settings, means, environment);
    List<Row> rows = new ArrayList<>();
    List<Picture> pictures = List.of();
    for (Variant variant : variants(means)) {
      List<Scores> repetitions = new ArrayList<>();
      for (int repetition = 0; repetition < settings.repetitions(); repetition++) {
        Scores scores = loop.run(variant, repetition, progress);
        repetitions.add(scores);
        if (settings.drawn() > 0 && pictures.isEmpty() && variant.strength() != 0) {
          pictures = pictures(loop, variant, scores.episodes());
        }
      }
      rows.add(row(variant.name(), repetitions, environment));
    }
    if (settings.expert() && environment instanceof Expert.Known known) {
      List<Scores> repetitions = new ArrayList<>();
      for (int repetition = 0; repetition < settings.repetitions(); repetition++) {
        repetitions.add(loop.runExpert(known, repetition, progress));
      }
      rows.add(row(known.expertName(), repetitions, environment));
    }
    return new Result(rows, pictures);
  }

  private List<Picture> pictures(Loop loop, Variant variant, List<EpisodeRecord> shown) {
    return new ClosedLoopPictures(loop.environment)
        .draw(
            variant.name(),
            shown.subList(0, Math.min(settings.drawn(), shown.size())),
            loop.denoising(variant, shown.get(0)));
  }

  private void checkControl(Means<Trajectory> means, Environment.Spec spec) {
    switch (settings.control()) {
      case TRACK -> {
        if (spec.observationWidth() < 2 * spec.actionWidth()) {
          throw new StaggerException(
              "The trial '%s' can't track positions in an environment that observes %d numbers for %d of an action, because it takes a position and a velocity for each; set control: actions."
                  .formatted(NAME, spec.observationWidth(), spec.actionWidth()));
        }
      }
      case ACTIONS -> {
        if (means.tokenizer() instanceof LaidOutTokens tokens
            && tokens.tokenLayout().actions() != spec.actionWidth()) {
          throw new StaggerException(
              "The trial '%s' has control: actions, but plans hold %d numbers of an action and the environment takes %d; train with the tokenizer's actions: true, or set control: track."
                  .formatted(NAME, tokens.tokenLayout().actions(), spec.actionWidth()));
        }
      }
    }
  }

  /**
   * One of what is compared.
   *
   * @param strength multiplies the scales of guidance
   * @param futures how many futures guidance looks at; empty without guidance
   */
  private record Variant(String name, double strength, OptionalInt futures) {}

  private List<Variant> variants(Means<Trajectory> means) {
    boolean guided = !means.sampler().guided().objectives().isEmpty();
    // Rows are told apart by their names, and the same variant twice would tell nothing new.
    Map<String, Variant> variants = new LinkedHashMap<>();
    for (double strength : settings.strengths()) {
      String name = name(strength, guided);
      if (strength == 0 || !guided) {
        variants.putIfAbsent(name, new Variant(name, 0, OptionalInt.empty()));
        continue;
      }
      List<Integer> counts =
          settings.futures().isEmpty()
              ? List.of(means.sampler().guided().futures())
              : settings.futures();
      for (int futures : counts) {
        String full = futures == 1 ? name : "%s, %d futures".formatted(name, futures);
        variants.putIfAbsent(full, new Variant(full, strength, OptionalInt.of(futures)));
      }
    }
    return List.copyOf(variants.values());
  }

  private static String name(double strength, boolean guided) {
    if (strength == 0 || !guided) {
      return "unguided";
    }
    return strength == 1 ? "guided" : "guided x " + strength;
  }

  private static Row row(String name, List<Scores> repetitions, Environment environment) {
    Map<String, Estimate> scores = new LinkedHashMap<>();
    environment
        .returns()
        .ifPresent(
            returns ->
                scores.put(
                    "score", over(repetitions, s -> returns.score(s.mean(EpisodeRecord::total)))));
    scores.put("return", over(repetitions, s -> s.mean(EpisodeRecord::total)));
    scores.put("return_if_stayed", over(repetitions, s -> s.mean(EpisodeRecord::totalIfStayed)));
    scores.put("success", over(repetitions, s -> s.mean(e -> e.reached().isPresent() ? 1 : 0)));
    scores.put("first_reach", over(repetitions, Scores::firstReach));
    Set<String> tallies = new LinkedHashSet<>();
    repetitions.forEach(s -> s.episodes().forEach(e -> tallies.addAll(e.tallies().keySet())));
    for (String tally : tallies) {
      scores.put(tally, over(repetitions, s -> s.mean(e -> e.tallies().getOrDefault(tally, 0.0))));
    }
    if (repetitions.stream().anyMatch(s -> s.plans() > 0)) {
      scores.put("plan_seconds", over(repetitions, s -> s.planSeconds()));
    }
    return new Row(name, scores);
  }

  private static Estimate over(List<Scores> repetitions, ToDoubleFunction<Scores> score) {
    return Estimate.of(
        repetitions.stream().mapToDouble(score).filter(value -> !Double.isNaN(value)).toArray());
  }

  /**
   * What one repetition of a variant gave.
   *
   * @param plans how many plans were timed
   * @param seconds how long they took
   */
  private record Scores(List<EpisodeRecord> episodes, int plans, double seconds) {
    double mean(ToDoubleFunction<EpisodeRecord> score) {
      return episodes.stream().mapToDouble(score).average().orElse(Double.NaN);
    }

    double firstReach() {
      return episodes.stream()
          .filter(e -> e.reached().isPresent())
          .mapToInt(e -> e.reached().getAsInt())
          .average()
          .orElse(Double.NaN);
    }

    double planSeconds() {
      return plans == 0 ? Double.NaN : seconds / plans;
    }
  }

  /** Runs variants. */
  private static final class Loop {
    private final ClosedLoopSettings settings;
    private final Means<Trajectory> means;
    private final Environment environment;
    private final Environment.Spec spec;
    private final TrajectoryPlanner planner;

    Loop(ClosedLoopSettings settings, Means<Trajectory> means, Environment environment) {
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

    Scores run(Variant variant, int repetition, Progress progress) {
      Controller controller = settings.controller();
      int count = settings.episodes();
      try (Episodes episodes = environment.open(count)) {
        List<EpisodeRecord> records = begin(episodes, repetition);
        double[] observations = new double[count * spec.observationWidth()];
        double[] actions = new double[count * spec.actionWidth()];
        double[] observation = new double[spec.observationWidth()];
        double[] action = new double[spec.actionWidth()];
        List<Trajectory> plans = List.of();
        int carriedOut = 0;
        int timed = 0;
        double seconds = 0;
        int step = 0;
        while (step < spec.steps()) {
          int horizon = Math.min(spec.steps() - step, settings.horizon().orElse(Integer.MAX_VALUE));
          episodes.observe(observations);
          long begun = System.nanoTime();
          plans =
              planner.plan(
                  observations,
                  horizon,
                  plans,
                  carriedOut,
                  steering(variant, records),
                  seed(1, repetition, step),
                  Observer.NONE);
          if (step > 0) {
            timed++;
            seconds += (System.nanoTime() - begun) / 1e9;
          }
          for (int episode = 0; episode < count; episode++) {
            records.get(episode).plan(places(plans.get(episode)));
          }
          carriedOut = 0;
          while (carriedOut < Math.min(settings.openLoopSteps(), horizon)) {
            for (int episode = 0; episode < count; episode++) {
              System.arraycopy(
                  observations, episode * observation.length, observation, 0, observation.length);
              controller.act(plans.get(episode), carriedOut, observation, action);
              System.arraycopy(action, 0, actions, episode * action.length, action.length);
            }
            advance(episodes, actions, observations, records);
            carriedOut++;
            step++;
          }
          progress.advanced(
              variant.name(),
              (long) repetition * spec.steps() + step,
              (long) settings.repetitions() * spec.steps());
        }
        finish(episodes, records);
        return new Scores(records, timed, seconds);
      }
    }

    Scores runExpert(Expert.Known known, int repetition, Progress progress) {
      int count = settings.episodes();
      try (Episodes episodes = environment.open(count)) {
        List<EpisodeRecord> records = begin(episodes, repetition);
        List<Expert> experts = new ArrayList<>();
        for (int episode = 0; episode < count; episode++) {
          experts.add(known.expert(seed(2, repetition, episode)));
        }
        double[] observations = new double[count * spec.observationWidth()];
        double[] actions = new double[count * spec.actionWidth()];
        double[] action = new double[spec.actionWidth()];
        episodes.observe(observations);
        for (int step = 0; step < spec.steps(); step++) {
          for (int episode = 0; episode < count; episode++) {
            int at = episode * spec.observationWidth();
            experts
                .get(episode)
                .act(
                    Arrays.copyOfRange(observations, at, at + spec.observationWidth()),
                    episodes.goal(episode),
                    action);
            System.arraycopy(action, 0, actions, episode * action.length, action.length);
          }
          advance(episodes, actions, observations, records);
        }
        progress.advanced(known.expertName(), repetition + 1L, settings.repetitions());
        finish(episodes, records);
        return new Scores(records, 0, 0);
      }
    }

    private List<EpisodeRecord> begin(Episodes episodes, int repetition) {
      double[] observations = new double[episodes.count() * spec.observationWidth()];
      for (int episode = 0; episode < episodes.count(); episode++) {
        episodes.reset(episode, seed(0, repetition, episode));
      }
      episodes.observe(observations);
      List<EpisodeRecord> records = new ArrayList<>();
      for (int episode = 0; episode < episodes.count(); episode++) {
        int at = episode * spec.observationWidth();
        records.add(
            new EpisodeRecord(
                Arrays.copyOfRange(observations, at, at + spec.observationWidth()),
                episodes.goal(episode)));
      }
      return records;
    }

    private void advance(
        Episodes episodes, double[] actions, double[] observations, List<EpisodeRecord> records) {
      episodes.step(actions);
      episodes.observe(observations);
      for (int episode = 0; episode < records.size(); episode++) {
        int at = episode * spec.observationWidth();
        records
            .get(episode)
            .step(
                Arrays.copyOfRange(observations, at, at + spec.observationWidth()),
                episodes.reward(episode));
      }
    }

    private static void finish(Episodes episodes, List<EpisodeRecord> records) {
      for (int episode = 0; episode < records.size(); episode++) {
        records.get(episode).finish(episodes.tallies(episode));
      }
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
          Math.min(spec.steps(), settings.horizon().orElse(Integer.MAX_VALUE)),
          List.of(),
          0,
          steering(variant, List.of(episode)),
          seed(1, 0, 0),
          (first, row, tokens) ->
              states.add(places(planner.decode(tokens.get(0), episode.start()))));
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
}
