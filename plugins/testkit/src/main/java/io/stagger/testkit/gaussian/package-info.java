/**
 * A closed-form check of sampling without a network: sequences whose optimal denoiser is known.
 *
 * <p>For a stationary Gaussian AR(1) process, the best prediction of clean tokens from noisy ones
 * is linear at any mix of levels ({@link io.stagger.testkit.gaussian.GaussianBackbone}). Then every
 * step of sampling is linear, and the law of its outcome can be computed without drawing a number
 * ({@link io.stagger.testkit.gaussian.LinearPropagation}).
 */
package io.stagger.testkit.gaussian;
