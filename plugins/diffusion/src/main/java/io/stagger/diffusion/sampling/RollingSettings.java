package io.stagger.diffusion.sampling;

import io.stagger.api.config.Setting;
import java.util.Optional;

/**
 * Settings of {@link RollingSchedule}.
 *
 * @param window W, how many tokens are in the queue at once; as many as there are steps if absent
 */
public record RollingSettings(
    @Setting(
            value =
                "how many tokens are denoised at once, and so how many updates each takes: at most"
                    + " as many as there are steps; just as many if not given",
            min = 1)
        Optional<Integer> window) {}
