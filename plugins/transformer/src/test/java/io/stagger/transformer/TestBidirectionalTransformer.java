package io.stagger.transformer;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.testkit.BackboneConformance;
import io.stagger.testkit.BackboneGuidanceConformance;
import java.util.Optional;

/** Holds a bidirectional network, whose memory is the window to the backbone's contract. */
final class TestBidirectionalTransformer
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
            false,
            TransformerConfiguration.Normalization.PRE,
            TransformerConfiguration.Activation.GELU,
            0,
            TransformerConfiguration.Positions.SINUSOID,
            Optional.empty(),
            0));
  }
}
