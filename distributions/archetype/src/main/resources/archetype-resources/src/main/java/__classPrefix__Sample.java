package ${package};

import java.util.Arrays;

/**
 * A sample: where a weight on a spring was at each step of time, and how it was pushed.
 *
 * @param positions in metres from rest; not a number where they are not known
 * @param pushes in newtons, as many; always known, because somebody plans them
 */
public record ${classPrefix}Sample(float[] positions, float[] pushes) {
  /** How many steps of time the sample lasts. */
  public int length() {
    return positions.length;
  }

  /** The same pushes, with other positions. */
  public ${classPrefix}Sample withPositions(float[] other) {
    return new ${classPrefix}Sample(other, Arrays.copyOf(pushes, other.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ${classPrefix}Sample that
        && Arrays.equals(that.positions, positions)
        && Arrays.equals(that.pushes, pushes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(positions) + Arrays.hashCode(pushes);
  }

  @Override
  public String toString() {
    return Arrays.toString(positions) + " pushed by " + Arrays.toString(pushes);
  }
}
