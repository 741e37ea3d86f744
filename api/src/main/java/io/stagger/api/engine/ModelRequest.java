package io.stagger.api.engine;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import java.util.Objects;

/**
 * What a model is made from.
 *
 * @param backbone the network
 * @param tokens the shape of its tokens and conditions
 * @param maximumLength the most tokens that are seen together, in training or in sampling
 * @param schedule the noise schedule
 * @param parameterization what the network outputs
 * @param noiseClip the absolute value that noise is clipped to, greater than 0
 * @param seed decides the initial parameters
 * @since 0.1.0
 */
public record ModelRequest(
    DenoiserBackbone backbone,
    TokenSpec tokens,
    int maximumLength,
    NoiseSchedule schedule,
    Parameterization parameterization,
    double noiseClip,
    long seed) {
  /** Checks the numbers. */
  public ModelRequest {
    Objects.requireNonNull(backbone, "backbone");
    Objects.requireNonNull(tokens, "tokens");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(parameterization, "parameterization");
    if (maximumLength < 1) {
      throw new IllegalArgumentException(
          "A model sees at least 1 token, not " + maximumLength + ".");
    }
    if (!(noiseClip > 0)) {
      throw new IllegalArgumentException(
          "Noise is clipped to a value above 0, not " + noiseClip + ".");
    }
  }
}
