/**
 * What plans are steered towards: objectives that score predicted trajectories.
 *
 * <p>Each scores one sequence by itself, in double precision, value and gradient in plain Java.
 * {@link io.stagger.planning.guidance.TokenLayout} tells where the numbers of a step are in a token
 * and what they mean; a tokenizer supplies it by {@link
 * io.stagger.planning.guidance.LaidOutTokens}.
 */
package io.stagger.planning.guidance;
