package io.stagger.testkit;

import io.stagger.api.engine.DenoiserBackbone;

/**
 * The backbone of {@link TestingEngine}: linear in its parameters.
 *
 * @param causal what it declares
 * @param seesAhead whether it does see later tokens
 */
record TestingBackbone(boolean causal, boolean seesAhead) implements DenoiserBackbone {}
