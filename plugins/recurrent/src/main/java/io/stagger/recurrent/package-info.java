/**
 * The recurrent network of the original Diffusion Forcing paper as a denoiser backbone (Chen et
 * al., 2024): a latent state for each sequence, which every noisy token updates.
 */
package io.stagger.recurrent;
