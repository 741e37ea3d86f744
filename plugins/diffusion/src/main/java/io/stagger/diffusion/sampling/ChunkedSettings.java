package io.stagger.diffusion.sampling;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link ChunkedSchedule}.
 *
 * @param chunk how many tokens a block has
 * @param uncertaintyScale u, how many rows a token lags behind the one before it in its block
 */
public record ChunkedSettings(
    @Setting(
            value = "how many tokens are denoised before the next block starts",
            defaultValue = "8",
            min = 1)
        int chunk,
    @Setting(
            value =
                "how many steps each token of a block lags behind the one before it: 0 denoises the"
                    + " block together",
            defaultValue = "0",
            min = 0)
        double uncertaintyScale) {
  /** Refuses what is no number. */
  public ChunkedSettings {
    StaggeredMatrix.checkUncertaintyScale(uncertaintyScale);
  }
}
