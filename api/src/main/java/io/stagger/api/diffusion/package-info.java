/**
 * Diffusion Forcing itself: noise levels per token, in training and in sampling (Chen et al.,
 * "Diffusion Forcing: Next-token Prediction Meets Full-Sequence Diffusion", NeurIPS 2024).
 *
 * <p>A token at level {@code k} is {@code x_k = signal(k) x_0 + noise(k) eps} with {@code eps}
 * standard normal. Levels run from 0 (least noise) to {@code levels() - 1} (most); {@link
 * io.stagger.api.diffusion.NoiseSchedule#CLEAN} stands for no noise at all. Everything here is host
 * arithmetic in double precision and needs no tensor library.
 */
package io.stagger.api.diffusion;
