package io.stagger.cli.picture;

import java.awt.Color;
import java.util.List;

/** The colors of pictures. */
final class Shades {
  /** Text and the lines around. */
  static final Color INK = new Color(0x33, 0x33, 0x33);

  /** Lines that help the eye and are not to be looked at. */
  static final Color FAINT = new Color(0xDD, 0xDD, 0xDD);

  /** Marks what does not count. */
  static final Color UNCOUNTED = new Color(0xD9, 0x5F, 0x3B);

  /** Fills the columns of a histogram. */
  static final Color AREA = new Color(0xB8, 0xC8, 0xE0);

  /** Lines of a chart, in the order in which they are drawn; told apart by the color-blind too. */
  static final List<Color> LINES =
      List.of(
          new Color(0x1F, 0x4E, 0x9E),
          new Color(0xE0, 0x7B, 0x1F),
          new Color(0x2A, 0x93, 0x67),
          new Color(0xA8, 0x3A, 0x7C));

  /** More could not be told apart, and would crowd the picture's table of colors. */
  private static final int STEPS = 63;

  private static final Color CLEAN = new Color(0xF4, 0xF1, 0xDE);
  private static final Color NOISE = new Color(0x1B, 0x2A, 0x49);

  private Shades() {}

  /** The color of a share of noise from 0 (clean, light) to 1 (pure noise, dark). */
  static Color ofNoise(double share) {
    double step = (double) Math.round(share * STEPS) / STEPS;
    return new Color(
        mix(CLEAN.getRed(), NOISE.getRed(), step),
        mix(CLEAN.getGreen(), NOISE.getGreen(), step),
        mix(CLEAN.getBlue(), NOISE.getBlue(), step));
  }

  /** A color that can be read on {@link #ofNoise}. */
  static Color onNoise(double share) {
    return share < 0.5 ? NOISE : CLEAN;
  }

  /**
   * A light shade of a color, to be seen through: it fills what lies around a line of the color.
   */
  static Color light(Color color) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), 0x38);
  }

  private static int mix(int clean, int noise, double share) {
    return (int) Math.round(clean + (noise - clean) * share);
  }
}
