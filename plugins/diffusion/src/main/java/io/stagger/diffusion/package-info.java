/**
 * The plugin with Diffusion Forcing's own arithmetic: noise schedules, parameterizations, training
 * noise levels, loss weightings, sampling schedules and solvers (Chen et al., "Diffusion Forcing:
 * Next-token Prediction Meets Full-Sequence Diffusion", NeurIPS 2024).
 *
 * <p>Everything here is host arithmetic in double precision; no tensor library is needed.
 */
package io.stagger.diffusion;
