package io.stagger.diffusion.sampling;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link PyramidSchedule}.
 *
 * @param uncertaintyScale u, how many rows a token lags behind the one before it
 */
public record PyramidSettings(
    @Setting(
            value =
                "how many steps each token lags behind the one before it: 0 is full-sequence, as many as there are steps is autoregressive",
            defaultValue = "1",
            min = 0)
        double uncertaintyScale) {
  /** Refuses what is no number. */
  public PyramidSettings {
    StaggeredMatrix.checkUncertaintyScale(uncertaintyScale);
  }
}
