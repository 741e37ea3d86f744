/** Loss weightings: how much each token's error counts, given the levels that were drawn. */
package io.stagger.diffusion.weighting;
