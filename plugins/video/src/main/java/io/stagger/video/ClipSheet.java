package io.stagger.video;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * A grid of frames on paper, in pairs of rows: truth above prediction. Drawn once and finished. Not
 * thread-safe.
 */
final class ClipSheet {
  private static final Color PAPER = Color.WHITE;
  private static final Color INK = new Color(0x333333);
  private static final Color PREDICTED = new Color(0xFF6600);
  private static final Color UNKNOWN = new Color(0xCCCCCC);
  private static final int BORDER = 2;
  private static final int GAP = 4;
  private static final int PAIR_GAP = 10;
  private static final int TEXT_HEIGHT = 18;
  private static final int TEXT_SIZE = 12;

  private final BufferedImage image;
  private final Graphics2D graphics;
  private final int scale;
  private final int cellWidth;
  private final int cellHeight;

  /**
   * A sheet without frames.
   *
   * @param columns frames side by side
   * @param rows frames above each other, an even number
   * @param clip one whose frames are as large as those that will be drawn
   * @param scale how large a pixel of a frame is drawn
   */
  ClipSheet(int columns, int rows, Clip clip, int scale) {
    this.scale = scale;
    this.cellWidth = clip.width() * scale + 2 * BORDER + GAP;
    this.cellHeight = clip.height() * scale + 2 * BORDER + GAP;
    image =
        new BufferedImage(
            GAP + columns * cellWidth,
            2 * TEXT_HEIGHT + rows * cellHeight + rows / 2 * PAIR_GAP,
            BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, TEXT_SIZE));
    graphics.setColor(PAPER);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
  }

  /** Writes a line above everything. */
  void heading(String text) {
    text(text, image.getWidth() / 2, TEXT_HEIGHT - GAP);
  }

  /** Writes above a column. */
  void columnTitle(int column, String text) {
    text(text, left(column) + (cellWidth - GAP) / 2, 2 * TEXT_HEIGHT - GAP);
  }

  private void text(String text, int center, int baseline) {
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.setColor(INK);
    graphics.drawString(text, Math.max(GAP, center - metrics.stringWidth(text) / 2), baseline);
  }

  private int left(int column) {
    return GAP + column * cellWidth;
  }

  private int top(int row) {
    return 2 * TEXT_HEIGHT + row * cellHeight + row / 2 * PAIR_GAP;
  }

  /**
   * Draws a frame.
   *
   * @param predicted whether it was predicted rather than given
   */
  void draw(Clip clip, int frame, int column, int row, boolean predicted) {
    int left = left(column);
    int top = top(row);
    int width = clip.width() * scale;
    int height = clip.height() * scale;
    graphics.setColor(predicted ? PREDICTED : INK);
    graphics.fillRect(left, top, width + 2 * BORDER, height + 2 * BORDER);
    graphics.drawImage(pixels(clip, frame), left + BORDER, top + BORDER, width, height, null);
  }

  private static BufferedImage pixels(Clip clip, int frame) {
    BufferedImage pixels =
        new BufferedImage(clip.width(), clip.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < clip.height(); row++) {
      for (int column = 0; column < clip.width(); column++) {
        pixels.setRGB(column, row, rgb(clip, frame, row, column));
      }
    }
    return pixels;
  }

  private static int rgb(Clip clip, int frame, int row, int column) {
    int rgb = 0;
    for (int i = 0; i < 3; i++) {
      float value = clip.value(frame, row, column, clip.channels() == 3 ? i : 0);
      if (Float.isNaN(value)) {
        return UNKNOWN.getRGB();
      }
      rgb = rgb << 8 | Math.round(255 * Math.min(Math.max(value, 0), 1));
    }
    return rgb;
  }

  /** The picture; nothing can be drawn after it. */
  BufferedImage finish() {
    graphics.dispose();
    return image;
  }
}
