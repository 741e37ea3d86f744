/**
 * Drawings of strokes as a modality: trajectories of a pen that is set down, drawn along and lifted
 * again.
 *
 * <p>{@link io.stagger.strokes.Drawing} is a sample, {@link io.stagger.strokes.StrokeSource} reads
 * drawings, {@link io.stagger.strokes.StrokesTokenizer} turns each stroke into a token, {@link
 * io.stagger.strokes.StrokesWithin} scores, {@link io.stagger.strokes.DrawingTrial} generates,
 * completes and composes.
 */
package io.stagger.strokes;
