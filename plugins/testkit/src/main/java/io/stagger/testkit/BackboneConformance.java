package io.stagger.testkit;

/**
 * What every denoiser backbone promises, together with the engine that computes it: causality as
 * declared, training that learns, can be divided and saved, sampling whose outcome does not depend
 * on how the work is divided into calls, and sessions that can be forked, saved and changed.
 *
 * <p>Everything is seen through the contract of {@link io.stagger.api.engine}: the network's raw
 * output is read as the token that a step makes of it.
 */
public interface BackboneConformance
    extends BackboneCausalityConformance,
        BackboneTrainingConformance,
        BackboneAccumulationConformance,
        BackboneSamplingConformance,
        BackboneMemoryConformance {}
