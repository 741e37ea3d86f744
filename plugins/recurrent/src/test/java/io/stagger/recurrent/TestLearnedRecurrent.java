package io.stagger.recurrent;

import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import io.stagger.testkit.BackboneGuidanceConformance;
import java.util.Optional;

/** Holds a network as it is by default, but small, to the backbone's contract. */
final class TestLearnedRecurrent extends RecurrentConformance
    implements BackboneGuidanceConformance {
  TestLearnedRecurrent() {
    super(new RecurrentConfiguration(16, 4, Optional.of(24), 2, 1, InitialState.LEARNED, 0));
  }
}
