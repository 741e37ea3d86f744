package io.stagger.transformer;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.testkit.BackboneConformance;
import io.stagger.testkit.BackboneGuidanceConformance;
import java.util.Optional;

/**
 * Holds a causal network with normalization before each part, GELU and dropout to the backbone's
 * contract.
 */
final class TestCausalPreNormTransformer
    implements BackboneConformance, BackboneGuidanceConformance {
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
            TransformerConfiguration.Positions.SINUSOID,
            Optional.empty(),
            0));
  }
}
