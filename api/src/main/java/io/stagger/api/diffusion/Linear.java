package io.stagger.api.diffusion;

/**
 * The pair of coefficients of {@code first * u + second * v}; what u and v are, its giver says.
 *
 * @since 0.1.0
 */
public record Linear(double first, double second) {
  /** {@code first * u + second * v}. */
  public double apply(double u, double v) {
    return first * u + second * v;
  }
}
