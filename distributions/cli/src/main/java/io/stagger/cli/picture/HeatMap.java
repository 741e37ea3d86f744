package io.stagger.cli.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.AffineTransform;

/**
 * A grid of shaded cells with numbered axes, and the legend that explains the shades. Cells share
 * the place evenly, whatever their number.
 *
 * @param place where the cells lie; the axes lie left of and above it
 * @param columns how many cells lie side by side
 * @param rows how many lie one above the other
 */
record HeatMap(Rectangle place, int columns, int rows) {
  /** What the left axis takes beside the place. */
  static final int LEFT = 76;

  /** What the upper axis takes above the place. */
  static final int TOP = 40;

  /** What the legend takes to the right of the place. */
  static final int RIGHT = 112;

  private static final int LEAST_GRID = 6;
  private static final int PIXELS_PER_COLUMN_LABEL = 32;
  private static final int PIXELS_PER_ROW_LABEL = 18;
  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /** What a cell shows. */
  @FunctionalInterface
  interface Cells {
    /** The share of noise of a cell, from 0 to 1. */
    double noise(int row, int column);
  }

  /** A cell's rectangle, possibly empty where there are more cells than pixels. */
  Rectangle cell(int row, int column) {
    int x = edge(place.x, place.width, column, columns);
    int y = edge(place.y, place.height, row, rows);
    return new Rectangle(
        x,
        y,
        edge(place.x, place.width, column + 1, columns) - x,
        edge(place.y, place.height, row + 1, rows) - y);
  }

  private static int edge(int start, int length, int index, int count) {
    return start + (int) ((long) length * index / count);
  }

  /** Which of many stands at a place of few; the first and the last always do. */
  private static int spread(int place, int places, int count) {
    return places < 2 ? 0 : (int) ((long) place * (count - 1) / (places - 1));
  }

  /** Fills the cells, with a grid where they are large enough. */
  void drawCells(Graphics2D graphics, Cells cells) {
    boolean hasGrid = place.width / columns >= LEAST_GRID && place.height / rows >= LEAST_GRID;
    int gap = hasGrid ? 1 : 0;
    // Of more cells than pixels, those are drawn that would be seen.
    int shownRows = Math.min(rows, place.height);
    int shownColumns = Math.min(columns, place.width);
    for (int y = 0; y < shownRows; y++) {
      int row = spread(y, shownRows, rows);
      int top = edge(place.y, place.height, y, shownRows);
      int height = edge(place.y, place.height, y + 1, shownRows) - top;
      for (int x = 0; x < shownColumns; x++) {
        int left = edge(place.x, place.width, x, shownColumns);
        int width = edge(place.x, place.width, x + 1, shownColumns) - left;
        graphics.setColor(Shades.ofNoise(cells.noise(row, spread(x, shownColumns, columns))));
        graphics.fillRect(left, top, width - gap, height - gap);
      }
    }
    graphics.setColor(Shades.INK);
    graphics.drawRect(place.x - 1, place.y - 1, place.width + 1, place.height + 1);
  }

  /** Writes into the middle of a cell, if there is room for every cell's text of that length. */
  void drawText(Graphics2D graphics, int row, int column, String text, Color color) {
    graphics.setFont(SMALL);
    FontMetrics metrics = graphics.getFontMetrics();
    Rectangle cell = cell(row, column);
    graphics.setColor(color);
    graphics.drawString(
        text,
        cell.x + (cell.width - metrics.stringWidth(text)) / 2,
        cell.y + (cell.height + metrics.getAscent() - metrics.getDescent()) / 2);
  }

  /** Whether texts of some digits fit into the cells. */
  boolean hasRoomFor(int digits) {
    return place.width / columns >= 8 * digits + 6 && place.height / rows >= 15;
  }

  /** Strikes a cell through. */
  void strike(Graphics2D graphics, int row, int column, Color color) {
    Rectangle cell = cell(row, column);
    graphics.setColor(color);
    graphics.drawLine(cell.x, cell.y + cell.height - 2, cell.x + cell.width - 2, cell.y);
  }

  /** Puts a dot into the middle of a cell. */
  void dot(Graphics2D graphics, int row, int column, Color color) {
    Rectangle cell = cell(row, column);
    graphics.setColor(color);
    graphics.fillRect(cell.x + cell.width / 2 - 2, cell.y + cell.height / 2 - 2, 3, 3);
  }

  /** Draws numbers and names at the upper and the left edge. */
  void drawAxes(Graphics2D graphics, String columnAxis, String rowAxis) {
    graphics.setColor(Shades.INK);
    graphics.setFont(SMALL);
    FontMetrics metrics = graphics.getFontMetrics();
    int columnStep = step(columns, place.width, PIXELS_PER_COLUMN_LABEL);
    for (int column = 0; column < columns; column += columnStep) {
      Rectangle cell = cell(0, column);
      String text = Integer.toString(column);
      graphics.drawString(text, cell.x + (cell.width - metrics.stringWidth(text)) / 2, place.y - 6);
    }
    int rowStep = step(rows, place.height, PIXELS_PER_ROW_LABEL);
    for (int row = 0; row < rows; row += rowStep) {
      Rectangle cell = cell(row, 0);
      String text = Integer.toString(row);
      graphics.drawString(
          text,
          place.x - 6 - metrics.stringWidth(text),
          cell.y + (cell.height + metrics.getAscent() - metrics.getDescent()) / 2);
    }
    graphics.setFont(AXIS);
    FontMetrics axisMetrics = graphics.getFontMetrics();
    graphics.drawString(
        columnAxis,
        place.x + (place.width - axisMetrics.stringWidth(columnAxis)) / 2,
        place.y - 22);
    AffineTransform upright = graphics.getTransform();
    graphics.rotate(-Math.PI / 2);
    graphics.drawString(
        rowAxis,
        -(place.y + (place.height + axisMetrics.stringWidth(rowAxis)) / 2),
        axisMetrics.getAscent());
    graphics.setTransform(upright);
  }

  /** Draws which shade means what, from the noisiest down to the cleanest. */
  void drawLegend(Graphics2D graphics, String noisiest, String cleanest) {
    int x = place.x + place.width + 20;
    int height = Math.min(place.height, 160);
    for (int y = 0; y < height; y++) {
      graphics.setColor(Shades.ofNoise(1 - (double) y / (height - 1)));
      graphics.fillRect(x, place.y + y, 16, 1);
    }
    graphics.setColor(Shades.INK);
    graphics.setStroke(new BasicStroke(1));
    graphics.drawRect(x - 1, place.y - 1, 17, height + 1);
    graphics.setFont(SMALL);
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.drawString(noisiest, x + 22, place.y + metrics.getAscent() - 1);
    graphics.drawString(cleanest, x + 22, place.y + height - 2);
  }

  /** Every how many cells there is room for a label: 1, 2, 5, 10, 20 and so on. */
  private static int step(int count, int pixels, int pixelsPerLabel) {
    long step = 1;
    for (int factor = 0; step * pixels < (long) pixelsPerLabel * count; factor++) {
      step = factor % 3 == 1 ? step * 5 / 2 : step * 2;
    }
    return (int) Math.min(step, Integer.MAX_VALUE / 2);
  }
}
