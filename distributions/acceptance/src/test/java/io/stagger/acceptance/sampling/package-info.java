/**
 * Sampling as a whole, by the core's own sampler, where the right answer is known in closed form.
 */
package io.stagger.acceptance.sampling;
