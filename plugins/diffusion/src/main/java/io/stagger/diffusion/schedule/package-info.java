/** Noise schedules: how much signal and how much noise a token holds at each level. */
package io.stagger.diffusion.schedule;
