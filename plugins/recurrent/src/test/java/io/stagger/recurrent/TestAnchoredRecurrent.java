package io.stagger.recurrent;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import io.stagger.testkit.BackboneConformance;
import io.stagger.testkit.BackboneGuidanceConformance;
import java.util.Optional;

/**
 * Holds a network that holds on to its first tokens to the contracts of backbones and of guidance
 * through them.
 */
final class TestAnchoredRecurrent implements BackboneConformance, BackboneGuidanceConformance {
  @Override
  public Engine openEngine() {
    return TestingEngines.open();
  }

  @Override
  public DenoiserBackbone backbone() {
    return new RecurrentBackbone(
        new RecurrentConfiguration(16, 4, Optional.of(24), 1, 2, InitialState.LEARNED, 2));
  }

  @Override
  public boolean remembersWithoutLimit() {
    return true;
  }
}
