/**
 * A token transformer as a denoiser backbone (Vaswani et al., 2017; the planning network of
 * Diffusion Forcing's authors is one setting of it).
 */
package io.stagger.transformer;
