package io.stagger.example;

import java.util.Arrays;

/**
 * A sample: a wave as it was measured, one height for each step of time.
 *
 * @param heights the heights; not a number where they are not known
 */
public record Wave(float[] heights) {
  /** How many steps of time the wave lasts. */
  public int length() {
    return heights.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Wave that && Arrays.equals(that.heights, heights);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(heights);
  }

  @Override
  public String toString() {
    return Arrays.toString(heights);
  }
}
