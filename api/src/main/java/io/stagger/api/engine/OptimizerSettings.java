package io.stagger.api.engine;

import java.util.Objects;

/**
 * How gradients become updates: clipping by the global norm, a method, decoupled weight decay.
 *
 * @param method what updates the parameters
 * @param beta1 decay of the gradient's mean, from 0 to less than 1
 * @param beta2 decay of the gradient's square, from 0 to less than 1
 * @param epsilon added to the root of the square, greater than 0
 * @param weightDecay per step relative to the learning rate, at least 0
 * @param clipNorm the greatest global norm of the gradient; infinity for none
 * @since 0.1.0
 */
public record OptimizerSettings(
    Method method,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double clipNorm) {
  /** How a clipped gradient becomes an update. */
  public enum Method {
    /** Adam with decoupled weight decay, for every parameter (Loshchilov and Hutter, 2019). */
    ADAMW,
    /**
     * Muon for matrices of at least {@value #MUON_SIDE} rows and columns, AdamW for the others: the
     * gradient's mean, with Nesterov's look ahead, is made almost orthogonal by five Newton-Schulz
     * iterations (Jordan et al., 2024) and scaled to 0.2 times the root of the longer side, about
     * the size of AdamW's updates, so that rates and weight decay carry over (Liu et al., 2025).
     */
    MUON;

    /** The least number of rows and of columns of a matrix that Muon updates. */
    public static final int MUON_SIDE = 32;
  }

  /** AdamW. */
  public OptimizerSettings(
      double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {
    this(Method.ADAMW, beta1, beta2, epsilon, weightDecay, clipNorm);
  }

  /** Checks the ranges. */
  public OptimizerSettings {
    Objects.requireNonNull(method, "method");
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
