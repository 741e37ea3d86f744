package io.stagger.core.run;

import io.stagger.api.engine.SamplingRequest.MonteCarlo;

/** What Monte Carlo guidance draws anew in each further future of a step. */
public enum FutureRule {
  /**
   * The tokens that are noisier than the least noisy unfinished one, from the present's clean
   * prediction: several futures of one present (section 3.3 of the paper).
   */
  FUTURE,
  /**
   * Every unfinished token, from the clean prediction of the future before, and the gradient goes
   * back through all of them: the repeats of the authors' code.
   */
  REPEAT;

  /**
   * Whether a token is drawn anew.
   *
   * @param samplingLevel the token's sampling level, 0 if it is finished
   * @param least the lowest sampling level of the unfinished tokens
   */
  boolean redraws(int samplingLevel, int least) {
    return switch (this) {
      case FUTURE -> samplingLevel > least;
      case REPEAT -> samplingLevel > 0;
    };
  }

  /** What an engine is asked for. */
  public MonteCarlo monteCarlo(int futures) {
    return new MonteCarlo(futures, this == REPEAT);
  }
}
