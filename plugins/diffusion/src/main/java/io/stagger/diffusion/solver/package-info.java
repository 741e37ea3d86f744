/** Solvers: how one denoising step is taken. */
package io.stagger.diffusion.solver;
