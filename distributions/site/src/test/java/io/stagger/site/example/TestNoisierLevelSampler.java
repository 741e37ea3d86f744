package io.stagger.site.example;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.testkit.NoiseLevelSamplerConformance;

final class TestNoisierLevelSampler implements NoiseLevelSamplerConformance {
  @Override
  public NoiseLevelSampler noiseLevelSampler() {
    return new NoisierLevelSampler();
  }
}
