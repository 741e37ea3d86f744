package io.stagger.transformer;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.testkit.BackboneMemoryConformance;
import java.util.Optional;

/** Holds a network that forgets all but the last tokens to what sessions promise. */
final class TestSlidingTransformer implements BackboneMemoryConformance {
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
            Optional.of(3),
            0));
  }

  @Override
  public boolean remembersWithoutLimit() {
    return true;
  }
}
