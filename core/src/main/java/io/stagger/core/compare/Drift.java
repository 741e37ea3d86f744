package io.stagger.core.compare;

/**
 * How far what is generated at a horizon is from real data.
 *
 * @param horizon tokens from the beginning of the sequence
 * @param energy the energy distance; infinite if a roll-out is no longer finite there
 * @param coefficient the same as a share from 0 to 1; 1 if a roll-out is no longer finite
 * @param spectrum the spectrum error in decades of power; not a number where too few tokens are
 *     generated for a window, infinite if a roll-out is no longer finite
 */
public record Drift(int horizon, double energy, double coefficient, double spectrum) {}
