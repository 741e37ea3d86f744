package io.stagger.planning.picture;

import java.awt.Color;

/** The colors of plans. */
final class PlanColors {
  static final Color PAPER = Color.WHITE;
  static final Color WALL = new Color(0xCB, 0xD0, 0xD8);
  static final Color BORDER = new Color(0xA9, 0xB1, 0xBC);
  static final Color INK = new Color(0x22, 0x2B, 0x36);
  static final Color GOAL = new Color(0x12, 0x8C, 0x4A);
  static final Color GOAL_GROUND = new Color(0x12, 0x8C, 0x4A, 0x26);

  /**
   * From dark to light in even steps: the plasma map of matplotlib (which is in the public domain)
   * up to where it would be too light on white.
   */
  private static final Color[] RAMP = {
    new Color(0x0D, 0x08, 0x87),
    new Color(0x46, 0x03, 0x9F),
    new Color(0x72, 0x01, 0xA8),
    new Color(0x9C, 0x17, 0x9E),
    new Color(0xBD, 0x37, 0x86),
    new Color(0xD8, 0x57, 0x6B),
    new Color(0xED, 0x79, 0x53),
    new Color(0xFB, 0x9F, 0x3A)
  };

  private PlanColors() {}

  /**
   * The color of a time of a plan.
   *
   * @param time from 0, its first step, to 1, its last
   */
  static Color of(double time) {
    double at = Math.min(Math.max(time, 0), 1) * (RAMP.length - 1);
    int below = Math.min((int) at, RAMP.length - 2);
    return mixed(RAMP[below], RAMP[below + 1], at - below);
  }

  /** A color so far on the way from one to another. */
  static Color mixed(Color from, Color to, double share) {
    return new Color(
        mixed(from.getRed(), to.getRed(), share),
        mixed(from.getGreen(), to.getGreen(), share),
        mixed(from.getBlue(), to.getBlue(), share));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }
}
