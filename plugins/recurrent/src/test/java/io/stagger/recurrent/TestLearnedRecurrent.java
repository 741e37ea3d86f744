package io.stagger.recurrent;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import io.stagger.testkit.BackboneConformance;
import io.stagger.testkit.BackboneGuidanceConformance;
import java.util.Optional;

/** Holds a network as it is by default, but small, to the backbone's contract. */
final class TestLearnedRecurrent implements BackboneConformance, BackboneGuidanceConformance {
  @Override
  public Engine openEngine() {
    return TestingEngines.open();
  }

  @Override
  public DenoiserBackbone backbone() {
    return new RecurrentBackbone(
        new RecurrentConfiguration(16, 4, Optional.of(24), 2, 1, InitialState.LEARNED, 0));
  }

  @Override
  public boolean remembersWithoutLimit() {
    return true;
  }
}
