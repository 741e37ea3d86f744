package io.stagger.recurrent;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import io.stagger.testkit.BackboneConformance;
import java.util.Optional;

/** Holds a network of GRU cells alone, which start from zeros, to the backbone's contract. */
final class TestPlainRecurrent implements BackboneConformance {
  @Override
  public Engine openEngine() {
    return TestingEngines.open();
  }

  @Override
  public DenoiserBackbone backbone() {
    return new RecurrentBackbone(
        new RecurrentConfiguration(16, 4, Optional.of(24), 0, 2, InitialState.ZEROS, 0));
  }

  @Override
  public boolean remembersWithoutLimit() {
    return true;
  }
}
