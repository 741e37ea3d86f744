package io.stagger.testkit;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import java.util.Set;

/**
 * The kit applied to {@link TestingEngine}.
 *
 * @param backbone the backbone
 * @param defects what is wrong with the engine
 */
record TestingConformance(DenoiserBackbone backbone, Set<TestingDefect> defects)
    implements BackboneConformance {
  @Override
  public Engine openEngine() {
    return new TestingEngine(defects);
  }

  @Override
  public double learningRate() {
    return 1e-2;
  }
}
