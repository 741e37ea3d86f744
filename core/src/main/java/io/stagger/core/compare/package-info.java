/**
 * Regimes of training side by side: the same data, steps and seeds, roll-outs to many times the
 * training length, and how far their distribution drifts away from that of real data.
 *
 * <p>{@link io.stagger.core.compare.Comparison} trains, rolls out and scores; {@link
 * io.stagger.core.compare.EnergyDistance} and {@link io.stagger.core.compare.PowerSpectrum} say how
 * far generated windows are from real ones, {@link io.stagger.core.compare.DriftCurve} how that
 * changes with the horizon.
 */
package io.stagger.core.compare;
