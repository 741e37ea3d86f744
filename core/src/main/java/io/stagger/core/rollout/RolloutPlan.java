package io.stagger.core.rollout;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.core.rollout.RolloutConfiguration.Past;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How streams go on: in the backbone's memory, or by windows. Found without a model, so that what
 * can't be followed shows before anything is trained.
 */
public final class RolloutPlan {
  private final Optional<EndlessSchedule> schedule;
  private final Optional<WindowRoll.Windows> windows;

  private RolloutPlan(Optional<EndlessSchedule> schedule, Optional<WindowRoll.Windows> windows) {
    this.schedule = schedule;
    this.windows = windows;
  }

  /**
   * What a roll-out depends on besides its configuration.
   *
   * @param remembersWithoutLimit whether the backbone remembers any number of committed tokens
   * @param together the most tokens that the model sees together
   * @param trainingLength the most tokens that a sequence had in training
   */
  public record Surroundings(boolean remembersWithoutLimit, int together, int trainingLength) {}

  /**
   * Plans.
   *
   * @param matrices the plan of the sampling schedule for a number of tokens
   * @throws StaggerException if what is configured can't be followed without an end
   */
  public static RolloutPlan of(
      RolloutConfiguration configuration,
      Surroundings surroundings,
      IntFunction<SchedulingMatrix> matrices) {
    boolean asked = configuration.past().filter(past -> past == Past.MEMORY).isPresent();
    if (asked && !surroundings.remembersWithoutLimit()) {
      throw new StaggerException(
          "The key 'sampling.rollout.past' is 'memory', but this backbone does not remember without limit; set it to 'window', or choose a backbone that does.");
    }
    if (asked && configuration.replacement()) {
      throw new StaggerException(
          "The key 'sampling.rollout.replacement' is true and 'sampling.rollout.past' is 'memory', but only windows show the past anew; set 'past' to 'window', or 'replacement' to false.");
    }
    boolean possible =
        surroundings.remembersWithoutLimit()
            && !configuration.replacement()
            && configuration.past().filter(past -> past == Past.WINDOW).isEmpty();
    if (possible) {
      Optional<EndlessSchedule> schedule = EndlessSchedule.of(matrices);
      if (schedule.isPresent()) {
        return memory(schedule.get(), surroundings);
      }
      if (asked) {
        throw new StaggerException(
            "The key 'sampling.rollout.past' is 'memory', but the sampling schedule does not go on without an end, because it never repeats from token to token; choose one that does, such as autoregressive, rolling or chunked, or set 'past' to 'window'.");
      }
    }
    return windows(configuration, surroundings, matrices);
  }

  /** What is followed in memory; empty for windows. */
  Optional<EndlessSchedule> schedule() {
    return schedule;
  }

  /** How windows follow each other; empty for memory. */
  Optional<WindowRoll.Windows> windows() {
    return windows;
  }

  private static RolloutPlan memory(EndlessSchedule schedule, Surroundings surroundings) {
    if (schedule.widest() > surroundings.together()) {
      throw new StaggerException(
          "%d tokens would be in the making together, but the model sees at most %d together; choose a sampling.schedule that finishes tokens sooner, or set sampling.rollout.past to 'window'."
              .formatted(schedule.widest(), surroundings.together()));
    }
    return new RolloutPlan(Optional.of(schedule), Optional.empty());
  }

  private static RolloutPlan windows(
      RolloutConfiguration configuration,
      Surroundings surroundings,
      IntFunction<SchedulingMatrix> matrices) {
    int together = surroundings.together();
    int context = configuration.context().orElse(Math.max(1, surroundings.trainingLength() / 2));
    if (context >= together) {
      throw new StaggerException(
          "Windows show %d tokens of the past (sampling.rollout.context), but the model sees at most %d together, and at least 1 has to be new; lower the context, or set sampling.window."
              .formatted(context, together));
    }
    int fresh = together - context;
    int hop = configuration.hop().orElse(fresh);
    if (hop > fresh) {
      throw new StaggerException(
          "The key 'sampling.rollout.hop' is %d, but a window of %d tokens that shows %d of the past has %d new ones; lower 'hop' or 'context'."
              .formatted(hop, together, context, fresh));
    }
    SchedulingMatrix matrix = matrices.apply(fresh);
    for (int row = 0; configuration.replacement() && row < matrix.evaluations(); row++) {
      if (WindowRoll.sharedLevel(matrix, row).isEmpty()) {
        throw new StaggerException(
            "The key 'sampling.rollout.replacement' is true, but the sampling schedule has tokens of several levels in row %d, so there is no one level to show the past at; choose full-sequence, or set 'replacement' to false."
                .formatted(row));
      }
    }
    return new RolloutPlan(
        Optional.empty(),
        Optional.of(new WindowRoll.Windows(matrix, context, hop, configuration.replacement())));
  }
}
