package io.stagger.core.run;

import io.stagger.api.config.Setting;
import io.stagger.core.config.Point;
import io.stagger.core.config.Selection;

/**
 * Noise in training.
 *
 * @param schedule how much signal and noise each level holds
 * @param parameterization what the network outputs
 * @param levels which level each training token gets
 * @param weighting how much each token's error counts
 * @param noiseClip the absolute value that noise is clipped to, in standard deviations
 */
public record DiffusionConfiguration(
    @Setting("how much signal and noise each level holds") @Point("noise-schedule")
        Selection schedule,
    @Setting("what the network is asked to output") @Point("parameterization")
        Selection parameterization,
    @Setting("which noise level each training token gets") @Point("noise-level-sampler")
        Selection levels,
    @Setting("how much each token's error counts") @Point("loss-weighting") Selection weighting,
    @Setting(
            value = "the absolute value that noise is clipped to, in standard deviations",
            defaultValue = "20",
            min = 1e-3)
        double noiseClip) {}
