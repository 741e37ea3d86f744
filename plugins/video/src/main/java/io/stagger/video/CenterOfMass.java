package io.stagger.video;

import java.util.Optional;

/**
 * Where the light of a frame is: the mean place of its pixels, each weighted by the sum of its
 * channels.
 *
 * @param x pixels from the left edge; the middle of the first column is 0.5
 * @param y pixels from the top edge
 */
record CenterOfMass(double x, double y) {
  /**
   * The center of a frame; empty if it is dark all over, or unknown.
   *
   * @param frame from 0 to {@code clip.length() - 1}
   */
  static Optional<CenterOfMass> of(Clip clip, int frame) {
    double mass = 0;
    double x = 0;
    double y = 0;
    int at = frame * clip.frameWidth();
    for (int row = 0; row < clip.height(); row++) {
      for (int column = 0; column < clip.width(); column++) {
        double light = 0;
        for (int channel = 0; channel < clip.channels(); channel++) {
          light += clip.pixels()[at++];
        }
        mass += light;
        x += light * (column + 0.5);
        y += light * (row + 0.5);
      }
    }
    return mass > 0 ? Optional.of(new CenterOfMass(x / mass, y / mass)) : Optional.empty();
  }

  /** The middle of a clip's frames. */
  static CenterOfMass middle(Clip clip) {
    return new CenterOfMass(clip.width() / 2.0, clip.height() / 2.0);
  }

  /** The distance to another center, in pixels. */
  double distance(CenterOfMass other) {
    return Math.hypot(x - other.x, y - other.y);
  }
}
