package io.stagger.api.engine;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter, 2019) and clipping by the global norm.
 *
 * @param beta1 decay of the gradient's mean, from 0 to less than 1
 * @param beta2 decay of the gradient's square, from 0 to less than 1
 * @param epsilon added to the root of the square, greater than 0
 * @param weightDecay per step relative to the learning rate, at least 0
 * @param clipNorm the greatest global norm of the gradient; infinity for none
 */
public record OptimizerSettings(
    double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {
  /** Checks the ranges. */
  public OptimizerSettings {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "Adam's betas are from 0 to less than 1, not %s and %s.".formatted(beta1, beta2));
    }
    if (!(epsilon > 0 && weightDecay >= 0 && clipNorm > 0)) {
      throw new IllegalArgumentException(
          "Adam needs epsilon above 0, weight decay of at least 0 and a clip norm above 0, not %s, %s and %s."
              .formatted(epsilon, weightDecay, clipNorm));
    }
  }
}
