/**
 * Runs: from a checked experiment to a trained model, its samples and its scores.
 *
 * <p>{@link io.stagger.core.run.RunPlan} binds and checks a whole experiment before anything is
 * allocated. {@link io.stagger.core.run.Run} then opens data, tokenizer, engine and model, owns
 * them, and wires {@link io.stagger.core.run.Trainer}, {@link io.stagger.core.run.Sampler} and
 * {@link io.stagger.core.run.Evaluator}. Whatever is random is a function of the run's seed and a
 * place in the run, so that a run can be stopped and resumed anywhere.
 */
package io.stagger.core.run;
