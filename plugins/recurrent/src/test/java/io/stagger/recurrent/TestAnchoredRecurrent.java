package io.stagger.recurrent;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import io.stagger.testkit.BackboneConformance;
import java.util.Optional;

/** Holds a network that holds on to its first tokens to the backbone's contract. */
final class TestAnchoredRecurrent implements BackboneConformance {
  @Override
  public Engine openEngine() {
    return TestingEngines.open();
  }

  @Override
  public DenoiserBackbone backbone() {
    return new RecurrentBackbone(
        new RecurrentConfiguration(16, 4, Optional.of(24), 2, 2, InitialState.ZEROS, 2));
  }

  @Override
  public boolean remembersWithoutLimit() {
    return true;
  }
}
