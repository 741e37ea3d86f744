package io.stagger.strokes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** A sheet of paper with cells, in each of which something is drawn. Not thread-safe. */
final class Sheet {
  /** What was sampled. */
  static final Color SAMPLED = new Color(0x17, 0x69, 0xaa);

  /** What was given. */
  static final Color GIVEN = new Color(0x22, 0x22, 0x22);

  /** What was given from a second drawing. */
  static final Color OTHER = new Color(0xb7, 0x4b, 0x12);

  private static final Color PAPER = Color.WHITE;
  private static final Color LINE = new Color(0xd8, 0xd8, 0xd8);

  /** How wide the pen is, as a share of the cell. */
  private static final double PEN = 0.035;

  private static final int HEADING = 18;

  private final BufferedImage image;
  private final Graphics2D graphics;
  private final int cell;
  private final int heading;

  /**
   * A blank sheet.
   *
   * @param cell the width and height of a cell, in pixels
   * @param titles what stands above each column; empty for nothing
   */
  Sheet(int columns, int rows, int cell, List<String> titles) {
    this.cell = cell;
    this.heading = titles.isEmpty() ? 0 : HEADING;
    image =
        new BufferedImage(
            columns * cell + 1, rows * cell + 1 + heading, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setColor(PAPER);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(LINE);
    for (int column = 0; column <= columns; column++) {
      graphics.drawLine(column * cell, heading, column * cell, heading + rows * cell);
    }
    for (int row = 0; row <= rows; row++) {
      graphics.drawLine(0, heading + row * cell, columns * cell, heading + row * cell);
    }
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    graphics.setColor(GIVEN);
    for (int column = 0; column < titles.size(); column++) {
      graphics.drawString(titles.get(column), column * cell + 3, HEADING - 5);
    }
  }

  /** Draws strokes into a cell. */
  void draw(int column, int row, List<Stroke> strokes, Color color) {
    for (Stroke stroke : strokes) {
      draw(column, row, stroke, stroke.steps(), color);
    }
  }

  /** Draws the first steps of a stroke into a cell; what lies beyond the cell is cut off. */
  void draw(int column, int row, Stroke stroke, int steps, Color color) {
    Graphics2D within =
        (Graphics2D)
            graphics.create(column * cell + 1, heading + row * cell + 1, cell - 1, cell - 1);
    try {
      double scale = (double) cell / Stroke.BOX;
      Path2D path = new Path2D.Double();
      path.moveTo(scale * stroke.x(0), scale * stroke.y(0));
      for (int place = 1; place <= steps; place++) {
        path.lineTo(scale * stroke.x(place), scale * stroke.y(place));
      }
      within.setColor(color);
      within.setStroke(
          new BasicStroke(
              (float) Math.max(1, PEN * cell), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      within.draw(path);
    } finally {
      within.dispose();
    }
  }

  /** The picture as it is now, no longer drawn on. */
  BufferedImage image() {
    graphics.dispose();
    return image;
  }

  /** The picture as PNG. */
  byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image(), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The paper, the lines, and blends of the paper with each ink. */
  static List<Color> shades(int count) {
    List<Color> shades = new ArrayList<>(List.of(PAPER, LINE));
    for (Color ink : List.of(GIVEN, SAMPLED, OTHER)) {
      for (int shade = 1; shade <= count; shade++) {
        double share = (double) shade / count;
        shades.add(
            new Color(
                blend(PAPER.getRed(), ink.getRed(), share),
                blend(PAPER.getGreen(), ink.getGreen(), share),
                blend(PAPER.getBlue(), ink.getBlue(), share)));
      }
    }
    return shades;
  }

  private static int blend(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }
}
