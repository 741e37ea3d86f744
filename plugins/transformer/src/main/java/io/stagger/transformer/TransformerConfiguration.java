package io.stagger.transformer;

import io.stagger.api.config.Setting;
import java.util.Optional;

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
        double dropout,
    @Setting(
            value =
                "how places in a sequence are told: sinusoid, added to tokens, or rotary, by turning queries and keys; only with rotary can a causal model go on without end",
            defaultValue = "sinusoid")
        Positions positions,
    @Setting(
            value =
                "how many tokens attention looks back on at most, a token itself included, with rotary positions in a causal model; as many as a sequence has in training by default, and never more",
            min = 2)
        Optional<Integer> span,
    @Setting(
            value =
                "how many of a sequence's first tokens stay in sight however far it has gone on, with rotary positions in a causal model",
            defaultValue = "0",
            min = 0,
            max = 64)
        int sinks) {
  /** How places in a sequence are told. */
  public enum Positions {
    /** Sines and cosines of the position, added to tokens (Vaswani et al., 2017). */
    SINUSOID,
    /** Queries and keys are turned by their position (Su et al., 2021). */
    ROTARY
  }

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
    if (positions == Positions.ROTARY && width / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "width / heads is %d, but must be even with rotary positions, which turn pairs of numbers."
              .formatted(width / heads));
    }
    if (span.isPresent() && sinks > span.get() - 2) {
      throw new IllegalArgumentException(
          "sinks is %d, but must be at most span - 2, which is %d, so that there is room for others."
              .formatted(sinks, span.get() - 2));
    }
    if ((span.isPresent() || sinks > 0) && !(causal && positions == Positions.ROTARY)) {
      throw new IllegalArgumentException(
          "'span' and 'sinks' need a causal model with positions: rotary, because only such a one can forget what is far behind.");
    }
  }

  int feedForward() {
    return Math.multiplyExact(width, expansion);
  }

  int headWidth() {
    return width / heads;
  }

  /** Whether attention is bounded, so that a sequence needn't be. */
  boolean slides() {
    return causal && positions == Positions.ROTARY;
  }

  /**
   * How many tokens attention looks back on, itself included, where it is bounded: never more than
   * the model sees together, because greater distances are strange to it.
   */
  int spanWithin(int maximumLength) {
    return Math.min(span.orElse(maximumLength), maximumLength);
  }
}
