package io.stagger.video;

/**
 * Constant velocity between two walls, along one axis. An item that would go beyond a wall is
 * reflected: it goes as far back as it would have gone beyond. Unfolded at the walls the motion is
 * a straight line, so any time is known without the times before it:
 *
 * <pre>
 * u(t) = (start + velocity t) mod 2 room
 * x(t) = u(t)             if u(t) &lt;= room
 *        2 room - u(t)    otherwise
 * </pre>
 *
 * @param start where it is at time 0, from 0 to {@code room}, in pixels
 * @param velocity pixels a frame; any number, also one that meets several walls within a frame
 * @param room the distance of the walls less the size of the item, above 0, in pixels
 */
record BouncingMotion(double start, double velocity, double room) {
  /** Checks the numbers. */
  BouncingMotion {
    if (!(room > 0) || !(start >= 0 && start <= room) || !Double.isFinite(velocity)) {
      throw new IllegalArgumentException(
          "An item can't begin at %s with velocity %s in a room of %s."
              .formatted(start, velocity, room));
    }
  }

  /**
   * Where it is.
   *
   * @param time in frames
   * @return from 0 to {@code room}
   */
  double position(double time) {
    double period = 2 * room;
    double straight = start + velocity * time;
    double unfolded = straight - period * Math.floor(straight / period);
    // Rounding may leave it a little beyond either end.
    return Math.min(Math.max(unfolded <= room ? unfolded : period - unfolded, 0), room);
  }
}
