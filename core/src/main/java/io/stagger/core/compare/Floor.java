package io.stagger.core.compare;

/**
 * What real training windows score against real test windows.
 *
 * @param energy their energy distance
 * @param coefficient the same as a share from 0 to 1, estimates aside
 * @param spectrum their spectrum error in decades of power
 */
public record Floor(double energy, double coefficient, double spectrum) {}
