package io.stagger.recurrent;

import io.stagger.api.engine.Engine;
import io.stagger.tensorflow.EngineConfiguration;
import io.stagger.tensorflow.TensorFlowEngine;

/** Real engines for tests. */
final class TestingEngines {
  private TestingEngines() {}

  /** A TensorFlow engine on one thread of the CPU. */
  static Engine open() {
    return TensorFlowEngine.open(
        new EngineConfiguration(1, EngineConfiguration.Precision.FLOAT32, "cpu"));
  }
}
