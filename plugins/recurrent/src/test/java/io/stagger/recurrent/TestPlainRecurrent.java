package io.stagger.recurrent;

import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import java.util.Optional;

/** Holds a network of GRU cells alone, which start from zeros, to the backbone's contract. */
final class TestPlainRecurrent extends RecurrentConformance {
  TestPlainRecurrent() {
    super(new RecurrentConfiguration(16, 4, Optional.of(24), 0, 2, InitialState.ZEROS, 0));
  }
}
