package io.stagger.diffusion.sampling;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link TrapezoidSchedule}.
 *
 * @param uncertaintyScale u, how many rows a token lags behind its neighbor nearer to an end
 */
public record TrapezoidSettings(
    @Setting(
            value =
                "how many steps each token lags behind its neighbor nearer to an end of the"
                    + " sequence: 0 is full-sequence",
            defaultValue = "1",
            min = 0)
        double uncertaintyScale) {
  /** Refuses what is no number. */
  public TrapezoidSettings {
    StaggeredMatrix.checkUncertaintyScale(uncertaintyScale);
  }
}
