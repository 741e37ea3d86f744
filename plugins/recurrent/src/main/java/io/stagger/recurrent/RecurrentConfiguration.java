package io.stagger.recurrent;

import io.stagger.api.config.Setting;
import java.util.Optional;

/** The shape of a recurrent network. */
public record RecurrentConfiguration(
    @Setting(
            value = "width of the latent state; a multiple of gruLayers",
            defaultValue = "128",
            min = 1,
            max = 16384)
        int stateWidth,
    @Setting(
            value = "width of the embedding of levels and conditions; even",
            defaultValue = "8",
            min = 2,
            max = 1024)
        int networkSize,
    @Setting(
            value = "width of the hidden layers; 32 times networkSize unless set",
            min = 1,
            max = 32768)
        Optional<Integer> hiddenWidth,
    @Setting(
            value = "number of layers before the GRU cells, and of those after them",
            defaultValue = "2",
            min = 0,
            max = 64)
        int mlpLayers,
    @Setting(
            value = "number of GRU cells, among which the state is divided evenly",
            defaultValue = "1",
            min = 0,
            max = 64)
        int gruLayers,
    @Setting(value = "the state before the first token", defaultValue = "learned")
        InitialState initialState,
    @Setting(
            value =
                "how many of a sequence's first tokens are held on to: the state after them stays"
                    + " in sight however far the sequence goes on; 0 for none",
            defaultValue = "0",
            min = 0,
            max = 4096)
        int anchorTokens) {
  private static final int HIDDEN_BY_SIZE = 32;

  /** The state before the first token. */
  public enum InitialState {
    /** Parameters of their own, the same for every sequence. */
    LEARNED,
    /** Zeros. */
    ZEROS,
    /** What an encoder makes of the first token as it is shown, with its level and conditions. */
    ENCODED
  }

  /** Checks what must divide what. */
  public RecurrentConfiguration {
    if (networkSize % 2 != 0) {
      throw new IllegalArgumentException(
          "networkSize is %d, but must be even, because levels are shown as pairs of sines and cosines."
              .formatted(networkSize));
    }
    if (mlpLayers == 0 && gruLayers == 0) {
      throw new IllegalArgumentException(
          "mlpLayers and gruLayers are both 0, but at least one of them must be above 0, because"
              + " something has to update the state.");
    }
    if (gruLayers > 0 && stateWidth % gruLayers != 0) {
      throw new IllegalArgumentException(
          "stateWidth is %d, but must be a multiple of gruLayers, which is %d."
              .formatted(stateWidth, gruLayers));
    }
  }

  /** The width of hidden layers. */
  int hidden() {
    return hiddenWidth.orElse(Math.multiplyExact(HIDDEN_BY_SIZE, networkSize));
  }

  /** The width after the first of the layers before the GRU cells. */
  int firstWidth() {
    return mlpLayers == 1 ? stateWidth : hidden();
  }

  /** The width of what the entry layers make of a token. */
  int entryWidth() {
    return mlpLayers == 0
        ? Math.multiplyExact(3, cellWidth())
        : Math.multiplyExact(2, firstWidth());
  }

  /** Whether the state after the first tokens stays in sight. */
  boolean anchored() {
    return anchorTokens > 0;
  }

  /** The width of what one step hands to the next: the state and, if there is one, the anchor. */
  int carriedWidth() {
    return anchored() ? Math.multiplyExact(2, stateWidth) : stateWidth;
  }

  /** The part of the state that a GRU cell holds. */
  int cellWidth() {
    return stateWidth / gruLayers;
  }
}
