package io.stagger.recurrent;

import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import java.util.Optional;

/** Holds a network with an encoder and two GRU cells to the backbone's contract. */
final class TestEncodedRecurrent extends RecurrentConformance {
  TestEncodedRecurrent() {
    super(new RecurrentConfiguration(16, 4, Optional.of(24), 1, 2, InitialState.ENCODED, 0));
  }
}
