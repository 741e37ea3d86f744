/**
 * Video as a modality: clips of frames, a source of items that drift and bounce, the tokenizer of
 * frames, scores, a baseline, pictures and export.
 *
 * <p>A frame has rows from top to bottom and columns from left to right; a pixel is a number from 0
 * (dark) to 1 for each channel. A step of time is one frame, and speeds are in pixels a frame.
 */
package io.stagger.video;
