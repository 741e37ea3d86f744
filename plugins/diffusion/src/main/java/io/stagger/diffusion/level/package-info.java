/** Noise-level samplers: which level each training token gets, and so which regime is trained. */
package io.stagger.diffusion.level;
