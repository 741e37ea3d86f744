/** Parameterizations: what the network is asked to output. */
package io.stagger.diffusion.parameterization;
