package io.stagger.video;

import io.stagger.api.config.Setting;

/**
 * Settings of the tokenizer {@code frames}.
 *
 * @param frameStack consecutive frames of a token
 * @param normalization whether pixels share a mean and a deviation
 * @param components numbers of a token, 0 for its pixels themselves
 */
public record FramesSettings(
    @Setting(
            value =
                "how many consecutive frames make a token; a clip's frames, and those known, are"
                    + " multiples of it",
            defaultValue = "1",
            min = 1,
            max = 1024)
        int frameStack,
    @Setting(
            value =
                "what pixels are centered and scaled by: global (one mean and standard deviation)"
                    + " or per-pixel (those of each place in a frame)",
            defaultValue = "global")
        Normalization normalization,
    @Setting(
            value =
                "numbers of a token: 0 for all its pixels, otherwise their coordinates along so"
                    + " many principal components of the training frames",
            defaultValue = "0",
            min = 0,
            max = 2500)
        int components) {
  /** Whether pixels share a mean and a deviation. */
  public enum Normalization {
    /** One mean and one standard deviation for all. */
    GLOBAL,
    /**
     * Those of each place in a frame; where little ever happens, a tenth of the global deviation.
     */
    PER_PIXEL
  }
}
