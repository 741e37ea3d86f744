package io.stagger.planning.control;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.SamplingTask.Observer;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.planning.Trajectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Plans trajectories from where episodes are now. A plan begins with one known token, the
 * observation; its other tokens are sampled. Not thread-safe, because a sampler is not.
 */
final class TrajectoryPlanner {
  private static final int KNOWN = PlanLengths.KNOWN;

  private final Tokenizer<Trajectory> tokenizer;
  private final TokenSampler sampler;
  private final PlanLengths lengths;
  private final int observationWidth;
  private final int actionWidth;
  private final boolean fillWindow;
  private final Optional<Double> warmStart;

  /**
   * Creates a planner.
   *
   * @param observationWidth how many numbers an observation has
   * @param actionWidth how many numbers an action has
   * @param fillWindow whether shorter plans are padded to the length that was trained on
   * @param warmStart the share of denoising steps that the rest of an earlier plan takes again
   */
  TrajectoryPlanner(
      Tokenizer<Trajectory> tokenizer,
      TokenSampler sampler,
      int observationWidth,
      int actionWidth,
      boolean fillWindow,
      Optional<Double> warmStart) {
    this.tokenizer = tokenizer;
    this.sampler = sampler;
    this.lengths = PlanLengths.of(tokenizer, sampler.window());
    this.observationWidth = observationWidth;
    this.actionWidth = actionWidth;
    this.fillWindow = fillWindow;
    this.warmStart = warmStart;
  }

  /**
   * Plans for all episodes at once.
   *
   * @param observations [episodes, observation width]
   * @param horizon how many steps to plan, at least 1; rounded up to whole tokens
   * @param earlier plans of the same episodes to begin with; empty for none
   * @param carriedOut how many steps of those were carried out
   * @return for each episode a plan of at least {@code horizon} steps, whose first observation is
   *     the one given
   * @throws StaggerException if the model does not see as many tokens
   */
  List<Trajectory> plan(
      double[] observations,
      int horizon,
      List<Trajectory> earlier,
      int carriedOut,
      Steering steering,
      long seed,
      Observer observer) {
    int planned = lengths.planned(horizon);
    int padding = fillWindow ? Math.max(0, sampler.trainingLength() - KNOWN - planned) : 0;
    int steps = (planned + padding) * lengths.stepsPerToken();
    int episodes = observations.length / observationWidth;
    List<Trajectory> templates = new ArrayList<>(episodes);
    List<Tokens> sequences = new ArrayList<>(episodes);
    for (int episode = 0; episode < episodes; episode++) {
      Trajectory template =
          template(
              Arrays.copyOfRange(
                  observations, episode * observationWidth, (episode + 1) * observationWidth),
              steps,
              earlier.isEmpty() ? Optional.empty() : Optional.of(earlier.get(episode)),
              carriedOut);
      templates.add(template);
      sequences.add(tokenizer.encode(template));
    }
    SamplingTask task =
        new SamplingTask(
            sequences,
            KNOWN,
            matrix(planned, earlier, carriedOut),
            padding,
            steering,
            seed,
            observer);
    List<Tokens> sampled = sampler.sample(task);
    List<Trajectory> plans = new ArrayList<>(episodes);
    for (int episode = 0; episode < episodes; episode++) {
      plans.add(
          keepStart(
              tokenizer.decode(sampled.get(episode), templates.get(episode)),
              templates.get(episode)));
    }
    return plans;
  }

  /** Normalizing and back rounds, and what is known is known. */
  private Trajectory keepStart(Trajectory plan, Trajectory template) {
    System.arraycopy(template.observations(), 0, plan.observations(), 0, observationWidth);
    return plan;
  }

  /** The decoder of states on their way, for pictures: what a planned sequence says now. */
  Trajectory decode(Tokens tokens, double[] observation) {
    int steps = (tokens.length() - KNOWN) * lengths.stepsPerToken();
    return tokenizer.decode(tokens, template(observation, steps, Optional.empty(), 0));
  }

  private Trajectory template(
      double[] observation, int steps, Optional<Trajectory> earlier, int carriedOut) {
    float[] observations = new float[(steps + 1) * observationWidth];
    float[] actions = new float[steps * actionWidth];
    float[] rewards = new float[steps];
    int rest = earlier.map(plan -> Math.min(steps, plan.steps() - carriedOut)).orElse(0);
    if (rest > 0) {
      Trajectory plan = earlier.orElseThrow();
      System.arraycopy(
          plan.observations(),
          carriedOut * observationWidth,
          observations,
          0,
          (rest + 1) * observationWidth);
      System.arraycopy(plan.actions(), carriedOut * actionWidth, actions, 0, rest * actionWidth);
      System.arraycopy(plan.rewards(), carriedOut, rewards, 0, rest);
    }
    for (int i = 0; i < observationWidth; i++) {
      observations[i] = (float) observation[i];
    }
    return new Trajectory(observationWidth, actionWidth, observations, actions, rewards, steps);
  }

  /** Tokens that the rest of the earlier plans fills wholly begin at the warm start's level. */
  private SchedulingMatrix matrix(int planned, List<Trajectory> earlier, int carriedOut) {
    SchedulingMatrix matrix = sampler.matrix(planned);
    if (warmStart.isEmpty() || earlier.isEmpty()) {
      return matrix;
    }
    int rest = (earlier.get(0).steps() - carriedOut) / lengths.stepsPerToken();
    int[] levels = new int[planned];
    for (int token = 0; token < planned; token++) {
      levels[token] =
          token < rest
              ? Math.max(1, (int) Math.round(warmStart.get() * matrix.steps()))
              : matrix.steps();
    }
    return matrix.beginningAt(levels);
  }
}
