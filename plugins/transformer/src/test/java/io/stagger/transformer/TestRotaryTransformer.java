package io.stagger.transformer;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.testkit.BackboneConformance;
import java.util.Optional;

/** Holds a causal network with rotary positions to the backbone's contract. */
final class TestRotaryTransformer implements BackboneConformance {
  @Override
  public Engine openEngine() {
    return TestingEngines.open();
  }

  @Override
  public DenoiserBackbone backbone() {
    return new TransformerBackbone(
        new TransformerConfiguration(
            16,
            2,
            2,
            2,
            true,
            TransformerConfiguration.Normalization.PRE,
            TransformerConfiguration.Activation.GELU,
            0.1,
            TransformerConfiguration.Positions.ROTARY,
            Optional.empty(),
            0));
  }

  @Override
  public boolean remembersWithoutLimit() {
    return true;
  }
}
