package io.stagger.diffusion.weighting;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link FusedMinSnrWeighting}.
 *
 * @param snrClip gamma, the greatest signal-to-noise ratio that counts
 * @param decay d, how much of a side's weight lasts from token to token
 * @param direction from which sides other tokens tell about a token
 */
public record FusedMinSnrSettings(
    @Setting(
            value = "the greatest signal-to-noise ratio that counts",
            defaultValue = "5",
            min = 1e-6,
            max = 1e6)
        double snrClip,
    @Setting(
            value =
                "how much of the history's weight lasts from token to token; with frame stacking, the decay per frame to the power of the frames in a token",
            defaultValue = "0.96",
            min = 0,
            max = 1)
        double decay,
    @Setting(
            value =
                "which other tokens tell about a token: causal for those before it, both for those"
                    + " on either side, as a bidirectional model sees them",
            defaultValue = "causal")
        Direction direction) {
  /** Which other tokens tell about a token. */
  public enum Direction {
    /** Those before it. */
    CAUSAL,
    /** Those before and after it. */
    BOTH
  }
}
