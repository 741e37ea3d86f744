package io.stagger.recurrent;

import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import io.stagger.testkit.BackboneGuidanceConformance;
import java.util.Optional;

/**
 * Holds a network that holds on to its first tokens to the contracts of backbones and of guidance
 * through them.
 */
final class TestAnchoredRecurrent extends RecurrentConformance
    implements BackboneGuidanceConformance {
  TestAnchoredRecurrent() {
    super(new RecurrentConfiguration(16, 4, Optional.of(24), 1, 2, InitialState.LEARNED, 2));
  }
}
