package io.stagger.cli.report;

import io.stagger.api.diffusion.SchedulingMatrix;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/**
 * Draws a scheduling matrix: a row of pixels for each state, a column for each token, from light
 * (clean) to dark (pure noise).
 */
final class MatrixPicture {
  private static final int WIDTH = 280;
  private static final int HEIGHT = 320;
  private static final int LEFT = 48;
  private static final int TOP = 28;
  private static final Color CLEAN = new Color(0xF4, 0xF1, 0xDE);
  private static final Color NOISE = new Color(0x1B, 0x2A, 0x49);

  private MatrixPicture() {}

  /** The PNG's bytes. */
  static byte[] draw(SchedulingMatrix matrix) throws IOException {
    BufferedImage image =
        new BufferedImage(LEFT + WIDTH + 8, TOP + HEIGHT + 8, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      drawCells(graphics, matrix);
      drawLabels(graphics, matrix);
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static void drawCells(Graphics2D graphics, SchedulingMatrix matrix) {
    for (int row = 0; row < matrix.rows(); row++) {
      int y = TOP + HEIGHT * row / matrix.rows();
      int height = TOP + HEIGHT * (row + 1) / matrix.rows() - y;
      for (int token = 0; token < matrix.horizon(); token++) {
        int x = LEFT + WIDTH * token / matrix.horizon();
        int width = LEFT + WIDTH * (token + 1) / matrix.horizon() - x;
        graphics.setColor(color((double) matrix.level(row, token) / matrix.steps()));
        graphics.fillRect(x, y, width, height);
      }
    }
    graphics.setColor(Color.GRAY);
    graphics.drawRect(LEFT - 1, TOP - 1, WIDTH + 1, HEIGHT + 1);
  }

  private static void drawLabels(Graphics2D graphics, SchedulingMatrix matrix) {
    graphics.setColor(Color.DARK_GRAY);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    graphics.drawString("tokens 0 to %d".formatted(matrix.horizon() - 1), LEFT, TOP - 8);
    graphics.drawString("row 0", 6, TOP + 10);
    graphics.drawString("%6d".formatted(matrix.rows() - 1), 6, TOP + HEIGHT);
  }

  private static Color color(double noise) {
    return new Color(
        mix(CLEAN.getRed(), NOISE.getRed(), noise),
        mix(CLEAN.getGreen(), NOISE.getGreen(), noise),
        mix(CLEAN.getBlue(), NOISE.getBlue(), noise));
  }

  private static int mix(int clean, int noise, double share) {
    return (int) Math.round(clean + (noise - clean) * share);
  }
}
