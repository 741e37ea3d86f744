package io.stagger.strokes;

import io.stagger.api.evaluation.AnimatedGif;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Writes sheets as a GIF that moves, lingers on the last picture and begins anew. Its colors are
 * blends of the paper with each of the sheet's inks.
 */
final class MovingPicture {
  /** Shades of each ink. Few, because a sheet that compresses well counts for more. */
  private static final int SHADES = 7;

  private static final int CENTISECONDS = 12;
  private static final int LAST_CENTISECONDS = 250;

  private MovingPicture() {}

  /**
   * The file.
   *
   * @param images at least one, equally large
   */
  static byte[] gif(List<BufferedImage> images) {
    int last = images.size() - 1;
    return AnimatedGif.of(
        images, Sheet.shades(SHADES), i -> i < last ? CENTISECONDS : LAST_CENTISECONDS);
  }
}
