package io.stagger.planning.control;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.environment.Environment;
import io.stagger.api.evaluation.Trial;
import io.stagger.planning.Trajectory;
import io.stagger.planning.guidance.LaidOutTokens;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds what a closed loop can't be held with, before a model is trained for it.
 *
 * @param settings of the loop
 */
record ClosedLoopCheck(ClosedLoopSettings settings) {
  /**
   * Checks.
   *
   * @return the world to act in
   * @throws StaggerException if anything doesn't serve
   */
  Environment check(Trial.Prerequisites<Trajectory> prerequisites) {
    Environment environment =
        prerequisites
            .environment()
            .orElseThrow(
                () ->
                    new StaggerException(
                        "The trial '%s' needs a world to act in; set evaluation.environment, such as {name: maze2d, maze: umaze}."
                            .formatted(ClosedLoopTrial.NAME)));
    Environment.Spec spec = environment.spec();
    switch (settings.control()) {
      case TRACK -> checkTracking(prerequisites.tokenizer(), spec);
      case ACTIONS -> checkActions(prerequisites.tokenizer(), spec);
    }
    checkNumbers(prerequisites.tokenizer(), spec);
    PlanLengths.of(prerequisites.tokenizer(), prerequisites.window())
        .planned(settings.horizonOf(spec.steps()));
    return environment;
  }

  private static void checkTracking(Tokenizer<Trajectory> tokenizer, Environment.Spec spec) {
    if (spec.observationWidth() < 2 * spec.actionWidth()) {
      throw new StaggerException(
          "The trial '%s' can't track positions in an environment that observes %d numbers for %d of an action, because it takes a position and a velocity for each; set control: actions in evaluation.trials."
              .formatted(ClosedLoopTrial.NAME, spec.observationWidth(), spec.actionWidth()));
    }
    List<Integer> positions = IntStream.range(0, spec.actionWidth()).boxed().toList();
    if (tokenizer instanceof LaidOutTokens tokens
        && !tokens.tokenLayout().observations().containsAll(positions)) {
      throw new StaggerException(
          "The trial '%s' tracks planned positions, the numbers %s of an observation, but tokenizer.observations is %s; add them there, or set control: actions in evaluation.trials."
              .formatted(ClosedLoopTrial.NAME, positions, tokens.tokenLayout().observations()));
    }
  }

  private static void checkActions(Tokenizer<Trajectory> tokenizer, Environment.Spec spec) {
    if (tokenizer instanceof LaidOutTokens tokens
        && tokens.tokenLayout().actions() != spec.actionWidth()) {
      throw new StaggerException(
          "The trial '%s' has control: actions, but plans hold %d numbers of an action and the environment takes %d; train with tokenizer.actions: true, or set control: track in evaluation.trials."
              .formatted(ClosedLoopTrial.NAME, tokens.tokenLayout().actions(), spec.actionWidth()));
    }
  }

  /** A tokenizer knows what it has learned from, and encodes nothing else. */
  private static void checkNumbers(Tokenizer<Trajectory> tokenizer, Environment.Spec spec) {
    try {
      tokenizer.encode(
          new Trajectory(
              spec.observationWidth(),
              spec.actionWidth(),
              new float[spec.observationWidth()],
              new float[0],
              new float[0],
              0));
    } catch (StaggerException e) {
      throw new StaggerException(
          "The trial '%s' can't plan in the world of evaluation.environment, which observes %d numbers and takes %d of an action, because the tokenizer can't encode that: %s"
              .formatted(
                  ClosedLoopTrial.NAME,
                  spec.observationWidth(),
                  spec.actionWidth(),
                  e.getMessage()),
          e);
    }
  }
}
