package io.stagger.api.diffusion;

/**
 * In which order the tokens of a sequence are denoised. The same weights become a next-token model,
 * a full-sequence diffusion model, or anything between, by this choice alone (section 3.3 of the
 * paper). Immutable.
 *
 * @since 0.1.0
 */
public interface SamplingSchedule {
  /**
   * The plan for a number of tokens.
   *
   * @param horizon the number of tokens to sample, at least 1
   * @param steps S, the number of denoising steps of each token, at least 1
   * @throws io.stagger.api.StaggerException if the schedule can't serve this horizon
   */
  SchedulingMatrix matrix(int horizon, int steps);
}
