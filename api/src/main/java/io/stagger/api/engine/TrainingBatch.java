package io.stagger.api.engine;

import io.stagger.api.diffusion.NoiseLevels;
import java.nio.FloatBuffer;

/**
 * What one training step is fed. Buffers are direct, in native byte order, and can be reused as
 * soon as the step returns.
 *
 * @param values clean tokens [batch, time, token width]
 * @param conditions [batch, time, condition width]; empty if the width is 0
 * @param levels the noise level of every token, [batch, time]
 * @param weights how much each token's mean squared error counts, row-major [batch, time]. The loss
 *     is the plain sum of the weighted errors, so the weights carry every normalization: divided by
 *     the number of tokens that are real, never by the padded size.
 * @since 0.1.0
 */
public record TrainingBatch(
    FloatBuffer values, FloatBuffer conditions, NoiseLevels levels, float[] weights) {}
