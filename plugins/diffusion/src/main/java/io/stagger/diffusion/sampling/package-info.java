/** Sampling schedules: in which order the tokens of a sequence are denoised. */
package io.stagger.diffusion.sampling;
