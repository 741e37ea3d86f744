package io.stagger.api.diffusion;

/**
 * How much the squared error of each token's output counts in the loss. Immutable.
 *
 * <p>Computed in double precision by forms without cancellation; every weight is finite and not
 * negative. The weight of a {@link NoiseSchedule#CLEAN} token is 0.
 *
 * @since 0.1.0
 */
public interface LossWeighting {
  /**
   * Computes the weights of a batch.
   *
   * @param levels the levels drawn, [batch, time]
   * @param weights receives the weights, row-major [batch, time]
   */
  void weigh(
      NoiseLevels levels,
      NoiseSchedule schedule,
      Parameterization parameterization,
      double[] weights);
}
