package io.stagger.strokes;

import java.util.Arrays;

/**
 * What a pen draws from where it is set down to where it is lifted.
 *
 * @param places x and y of each place that the pen comes by, one place after the other, at least
 *     two; x grows to the right and y downwards, in a box of {@link #BOX} by {@link #BOX}; not
 *     copied and not to be changed
 */
public record Stroke(float[] places) {
  /** The width and height of the box that a drawing fills. */
  public static final int BOX = 1024;

  /** Checks the number of places. */
  public Stroke {
    if (places.length < 4 || places.length % 2 != 0) {
      throw new IllegalArgumentException(
          "A stroke has at least 2 places of 2 numbers each, not %d numbers."
              .formatted(places.length));
    }
  }

  /** How many steps the pen takes: one fewer than there are places. */
  public int steps() {
    return places.length / 2 - 1;
  }

  /** The x of a place, counted from 0. */
  public float x(int place) {
    return places[2 * place];
  }

  /** The y of a place, counted from 0. */
  public float y(int place) {
    return places[2 * place + 1];
  }

  /** The length of the way that the pen goes. */
  public double length() {
    double length = 0;
    for (int step = 0; step < steps(); step++) {
      length += length(step);
    }
    return length;
  }

  private double length(int step) {
    return Math.hypot(x(step + 1) - x(step), y(step + 1) - y(step));
  }

  /**
   * How much the pen turns on its way: the sum of the angles between one step and the next, in
   * radians, whichever way it turns. 0 for a straight stroke.
   */
  public double turning() {
    double turning = 0;
    for (int step = 1; step < steps(); step++) {
      double fromX = x(step) - x(step - 1);
      double fromY = y(step) - y(step - 1);
      double toX = x(step + 1) - x(step);
      double toY = y(step + 1) - y(step);
      turning += Math.abs(Math.atan2(fromX * toY - fromY * toX, fromX * toX + fromY * toY));
    }
    return turning;
  }

  /**
   * The same stroke by places at equal distances along it, its ends included.
   *
   * @param steps how many steps the pen takes, at least 1
   */
  public Stroke resampled(int steps) {
    double total = length();
    float[] even = new float[2 * (steps + 1)];
    int step = 0;
    double before = 0;
    for (int place = 0; place <= steps; place++) {
      double wanted = total * place / steps;
      while (step < steps() - 1 && before + length(step) < wanted) {
        before += length(step);
        step++;
      }
      double length = length(step);
      double share = length == 0 ? 0 : Math.min(1, Math.max(0, (wanted - before) / length));
      even[2 * place] = (float) (x(step) + share * (x(step + 1) - x(step)));
      even[2 * place + 1] = (float) (y(step) + share * (y(step + 1) - y(step)));
    }
    return new Stroke(even);
  }

  /** Two strokes are equal if all places are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Stroke that && Arrays.equals(that.places, places);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(places);
  }

  @Override
  public String toString() {
    return "stroke " + Arrays.toString(places);
  }
}
