package io.stagger.diffusion.sampling;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link KeyframesSchedule}.
 *
 * @param stride from one keyframe to the next, in tokens
 * @param uncertaintyScale u, how many rows a keyframe lags behind the one before it
 */
public record KeyframesSettings(
    @Setting(
            value = "how many tokens it is from one keyframe to the next",
            defaultValue = "4",
            min = 1)
        int stride,
    @Setting(
            value =
                "how many steps each keyframe lags behind the one before it: 0 denoises all"
                    + " keyframes together",
            defaultValue = "0",
            min = 0)
        double uncertaintyScale) {
  /** Refuses what is no number. */
  public KeyframesSettings {
    StaggeredMatrix.checkUncertaintyScale(uncertaintyScale);
  }
}
