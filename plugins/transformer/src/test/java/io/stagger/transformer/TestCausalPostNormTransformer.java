package io.stagger.transformer;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.testkit.BackboneConformance;
import java.util.Optional;

/**
 * Holds a causal network with normalization after each part and ReLU to the backbone's contract.
 */
final class TestCausalPostNormTransformer implements BackboneConformance {
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
            TransformerConfiguration.Normalization.POST,
            TransformerConfiguration.Activation.RELU,
            0,
            TransformerConfiguration.Positions.SINUSOID,
            Optional.empty(),
            0));
  }
}
