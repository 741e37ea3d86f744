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

  /**
   * Whether the engine can train the backbone. If not, the kits look at it as it is made, and what
   * they check of training does not apply.
   */
  default boolean trainable() {
    return true;
  }

  /**
   * Whether any number of tokens may be committed before those that are shown together, as for a
   * recurrent network. If not, committed tokens fill the window too.
   */
  default boolean remembersWithoutLimit() {
    return false;
  }

  /** A learning rate at which the backbone learns within some dozen steps. */
  default double learningRate() {
    return 3e-3;
  }
}
