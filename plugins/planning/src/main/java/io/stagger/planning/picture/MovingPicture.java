package io.stagger.planning.picture;

import io.stagger.api.evaluation.AnimatedGif;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Writes pictures of plans as a GIF that moves, in colors that are the same for all pictures. */
final class MovingPicture {
  /** How many colors of the ramp are told apart. */
  private static final int RAMP_COLORS = 24;

  private static final int TOTAL_CENTISECONDS = 600;
  private static final int SHORTEST_CENTISECONDS = 6;
  private static final int LONGEST_CENTISECONDS = 50;
  private static final int LAST_CENTISECONDS = 300;

  private MovingPicture() {}

  /**
   * The file. It begins anew whenever it is through, and lingers on the last picture.
   *
   * @param images at least one, equally large
   */
  static byte[] gif(List<BufferedImage> images) {
    int last = images.size() - 1;
    int delay =
        Math.min(
            Math.max(TOTAL_CENTISECONDS / images.size(), SHORTEST_CENTISECONDS),
            LONGEST_CENTISECONDS);
    return AnimatedGif.of(images, palette(), i -> i < last ? delay : LAST_CENTISECONDS);
  }

  /** Every color that is drawn with, and its blends with what it may be drawn on. */
  private static List<Color> palette() {
    List<Color> drawn =
        new ArrayList<>(List.of(PlanColors.INK, PlanColors.GOAL, PlanColors.BORDER));
    for (int i = 0; i < RAMP_COLORS; i++) {
      drawn.add(PlanColors.of((double) i / (RAMP_COLORS - 1)));
    }
    List<Color> palette = new ArrayList<>(List.of(PlanColors.PAPER, PlanColors.WALL));
    for (Color color : drawn) {
      palette.add(color);
      for (double share : new double[] {0.25, 0.5, 0.75}) {
        palette.add(PlanColors.mixed(color, PlanColors.PAPER, share));
      }
      for (double share : new double[] {0.33, 0.67}) {
        palette.add(PlanColors.mixed(color, PlanColors.WALL, share));
      }
    }
    for (Color ground : List.of(PlanColors.PAPER, PlanColors.WALL)) {
      palette.add(
          PlanColors.mixed(
              ground, PlanColors.GOAL_GROUND, PlanColors.GOAL_GROUND.getAlpha() / 255.0));
    }
    return palette;
  }
}
