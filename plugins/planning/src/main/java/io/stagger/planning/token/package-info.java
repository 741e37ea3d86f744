/** Trajectories as tokens: which numbers of a step are used, normalized and stacked. */
package io.stagger.planning.token;
