package io.stagger.diffusion.solver;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link DdimSolver}.
 *
 * @param eta the share of fresh noise, from 0 (deterministic) to 1 (ancestral)
 */
public record DdimSettings(
    @Setting(
            value = "the share of fresh noise in each step: 0 is deterministic, 1 ancestral",
            defaultValue = "0",
            min = 0,
            max = 1)
        double eta) {}
