package io.stagger.planning.picture;

import io.stagger.planning.maze.MazeDynamics;
import io.stagger.testkit.GifFrame;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/** A decoded picture of one panel or several, in which places can be looked up. */
record TestingImage(BufferedImage image) {
  /** A frame of a moving picture: how it looks, and how long, in hundredths of a second. */
  record Frame(TestingImage image, int delay) {}

  static TestingImage of(byte[] png) throws IOException {
    return new TestingImage(ImageIO.read(new ByteArrayInputStream(png)));
  }

  /** The frames of a GIF, each drawn over those before it, as a browser shows them. */
  static List<Frame> frames(byte[] gif) {
    return GifFrame.all(gif).stream()
        .map(frame -> new Frame(new TestingImage(frame.image()), frame.centiseconds()))
        .toList();
  }

  Color color(int x, int y) {
    return new Color(image.getRGB(x, y));
  }

  /** The first panel, within its border. */
  Rectangle panel() {
    int left = 0;
    while (!verticalEdge(left)) {
      left++;
    }
    int top = 0;
    while (!isBorder(left, top)) {
      top++;
    }
    while (verticalEdge(left)) {
      left++;
    }
    while (isBorder(left, top)) {
      top++;
    }
    int right = left;
    while (!isBorder(right, top)) {
      right++;
    }
    int bottom = top;
    while (!isBorder(left, bottom)) {
      bottom++;
    }
    return new Rectangle(left, top, right - left, bottom - top);
  }

  private boolean isBorder(int x, int y) {
    return color(x, y).equals(PlanColors.BORDER);
  }

  private boolean verticalEdge(int x) {
    int edge = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      edge += isBorder(x, y) ? 1 : 0;
    }
    return edge > 40;
  }

  /** How many panels stand side by side. */
  int columns() {
    int edges = 0;
    for (int x = 1; x < image.getWidth(); x++) {
      edges += verticalEdge(x) && !verticalEdge(x - 1) ? 1 : 0;
    }
    return edges / 2;
  }

  /** The color at a place, as balls have it, of a maze that has so many columns. */
  Color at(double first, double second, int mazeColumns) {
    Rectangle panel = panel();
    double scale = (double) panel.width / (mazeColumns - 1);
    return color(
        (int) Math.floor(panel.x + (second - MazeDynamics.DISPLACEMENT) * scale),
        (int) Math.floor(panel.y + (first - MazeDynamics.DISPLACEMENT) * scale));
  }

  /** How many pixels of a color a part holds. */
  int count(Color color, Rectangle part) {
    int count = 0;
    for (int x = part.x; x < part.x + part.width; x++) {
      for (int y = part.y; y < part.y + part.height; y++) {
        count += color(x, y).equals(color) ? 1 : 0;
      }
    }
    return count;
  }

  /** What lies below the panels: the legend. */
  Rectangle legend() {
    Rectangle panel = panel();
    int below = panel.y + panel.height + 4;
    return new Rectangle(0, below, image.getWidth(), image.getHeight() - below);
  }
}
