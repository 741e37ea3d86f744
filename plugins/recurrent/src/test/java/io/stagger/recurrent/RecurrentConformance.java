package io.stagger.recurrent;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.testkit.BackboneConformance;

/** Holds a recurrent network to the backbone's contract. */
abstract class RecurrentConformance implements BackboneConformance {
  private final RecurrentConfiguration configuration;

  RecurrentConformance(RecurrentConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public final Engine openEngine() {
    return TestingEngines.open();
  }

  @Override
  public final DenoiserBackbone backbone() {
    return new RecurrentBackbone(configuration);
  }

  @Override
  public final boolean remembersWithoutLimit() {
    return true;
  }
}
