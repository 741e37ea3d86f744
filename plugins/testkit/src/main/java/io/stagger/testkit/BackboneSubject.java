package io.stagger.testkit;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;

/**
 * What the test class of a backbone supplies to the kits {@link BackboneConformance} is made of.
 */
public interface BackboneSubject {
  /** How many tokens the kits show together: the model's window. */
  int WINDOW = 6;

  /** Opens the engine to compute with; each test opens one and closes it. */
  Engine openEngine();

  /** The backbone to check: small, so that making a model of it is quick. */
  DenoiserBackbone backbone();

  /** The tokens to check it on; with conditions, if the backbone can use them. */
  default TokenSpec tokenSpec() {
    return TokenSpec.vector(3, 2);
  }

  /** A learning rate at which the backbone learns within some dozen steps. */
  default double learningRate() {
    return 3e-3;
  }
}
