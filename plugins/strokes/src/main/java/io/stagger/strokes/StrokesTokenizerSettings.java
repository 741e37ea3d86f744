package io.stagger.strokes;

import io.stagger.api.config.Setting;

/**
 * Settings of the tokenizer {@code strokes}.
 *
 * @param startScale how much the place where a stroke begins counts against its steps
 * @param ending how a drawing tells that it is finished
 */
public record StrokesTokenizerSettings(
    @Setting(
            value =
                "what multiplies the normalized place where a stroke begins; above 1, places are settled before shapes",
            defaultValue = "2",
            min = 0.1,
            max = 10)
        double startScale,
    @Setting(
            value =
                "every: all tokens after the last stroke say that the drawing is finished; once: the first of them does and the others are padding, for causal models alone",
            defaultValue = "every")
        Ending ending) {
  /** How a drawing tells that it is finished. */
  public enum Ending {
    /** All tokens after the last stroke are end signs. */
    EVERY,
    /** One token after the last stroke is an end sign, and the others are padding. */
    ONCE
  }
}
