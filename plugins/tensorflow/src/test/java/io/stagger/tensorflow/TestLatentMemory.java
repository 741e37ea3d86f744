package io.stagger.tensorflow;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.testkit.BackboneConformance;

/** Holds a recurrent network, whose memory is a latent, to the same contract as any other. */
final class TestLatentMemory implements BackboneConformance {
  @Override
  public Engine openEngine() {
    return TensorFlowEngine.open(
        new EngineConfiguration(1, EngineConfiguration.Precision.FLOAT32, "cpu"));
  }

  @Override
  public DenoiserBackbone backbone() {
    return new TestingLatentBackbone();
  }
}
