package io.stagger.transformer;

import io.stagger.api.config.Setting;

/** The shape of a transformer. */
public record TransformerConfiguration(
    @Setting(value = "width of the hidden state", defaultValue = "128", min = 4, max = 16384)
        int width,
    @Setting(value = "number of layers", defaultValue = "4", min = 1, max = 256) int layers,
    @Setting(
            value = "number of attention heads; divides the width",
            defaultValue = "4",
            min = 1,
            max = 256)
        int heads,
    @Setting(
            value = "width of the feed-forward part as a multiple of the width",
            defaultValue = "4",
            min = 1,
            max = 64)
        int expansion,
    @Setting(
            value = "whether an output depends on its own and earlier tokens alone",
            defaultValue = "true")
        boolean causal,
    @Setting(
            value = "where layer normalization stands: before each part, or after it",
            defaultValue = "pre")
        Normalization normalization,
    @Setting(value = "the feed-forward part's activation", defaultValue = "gelu")
        Activation activation,
    @Setting(
            value = "probability that a hidden number is dropped in training",
            defaultValue = "0",
            min = 0,
            max = 0.9)
        double dropout) {
  /** Where layer normalization stands. */
  public enum Normalization {
    /** Before attention and before feed-forward, and once more before the output. */
    PRE,
    /** After the residual sums, as in PyTorch's default encoder layer. */
    POST
  }

  /** The feed-forward part's activation. */
  public enum Activation {
    /** max(0, x). */
    RELU,
    /** x times the normal distribution function of x (Hendrycks and Gimpel, 2016). */
    GELU
  }

  /** Checks what must divide what. */
  public TransformerConfiguration {
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "width is %d, but must be a multiple of heads, which is %d.".formatted(width, heads));
    }
    if (width % 4 != 0) {
      throw new IllegalArgumentException(
          "width is %d, but must be a multiple of 4, because levels and positions are shown as pairs of sines and cosines."
              .formatted(width));
    }
  }

  int feedForward() {
    return Math.multiplyExact(width, expansion);
  }

  int headWidth() {
    return width / heads;
  }
}
