package io.stagger.planning.control;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;

/**
 * How many tokens plans take. A plan begins with one known token, the observation.
 *
 * @param stepsPerToken how many steps every further token holds
 * @param window the most tokens that the model sees
 */
record PlanLengths(int stepsPerToken, int window) {
  /** How many tokens of a plan are known. */
  static final int KNOWN = 1;

  /** Those of a tokenizer, whose frame stack shows in what it says about lengths. */
  static PlanLengths of(Tokenizer<?> tokenizer, int window) {
    int steps = 1;
    while (tokenizer.tokenCount(1 + steps) == KNOWN) {
      steps++;
    }
    return new PlanLengths(steps, window);
  }

  /**
   * How many tokens are planned.
   *
   * @param horizon how many steps to plan, at least 1; rounded up to whole tokens
   * @throws StaggerException if the model does not see as many
   */
  int planned(int horizon) {
    int planned = (horizon + stepsPerToken - 1) / stepsPerToken;
    if (KNOWN + planned > window) {
      throw new StaggerException(
          "A plan of %d steps takes %d tokens, but the model sees at most %d, which is %d steps; set the trial's horizon in evaluation.trials to fewer, or sampling.window to more tokens."
              .formatted(horizon, KNOWN + planned, window, (window - KNOWN) * stepsPerToken));
    }
    return planned;
  }
}
