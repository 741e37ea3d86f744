/**
 * The contract between the framework and what computes.
 *
 * <p>An {@link io.stagger.api.engine.Engine} makes a {@link io.stagger.api.engine.Model} from a
 * {@link io.stagger.api.engine.DenoiserBackbone}. A model trains through a {@link
 * io.stagger.api.engine.TrainingSession} and samples through {@link
 * io.stagger.api.engine.SamplingSession}s. Tokens stay inside the engine: training feeds them once
 * a step, sampling reads them when asked.
 */
package io.stagger.api.engine;
