package io.stagger.planning.guidance;

/**
 * Stay near a point during given steps: with the distance d of the position from the point in the
 * unit of the data,
 *
 * <pre>score = - mean over the planned frames within the steps of (sqrt(1 + (d / tolerance)^2) - 1)
 * </pre>
 *
 * <p>which is quadratic within the tolerance and linear beyond, so that the pull is bounded, and
 * smooth everywhere. 0 if no planned frame is within the steps.
 */
public final class WaypointObjective extends TrajectoryObjective {
  static final String NAME = "waypoint";

  private final WaypointSettings settings;
  private final Position position;

  /**
   * Creates the objective.
   *
   * @throws io.stagger.api.StaggerException if tokens lack the position
   */
  public WaypointObjective(WaypointSettings settings, TokenLayout layout) {
    super(layout);
    this.settings = settings;
    this.position = Position.of(NAME, settings.position(), layout);
  }

  @Override
  double score(int sequence, Known known, Frames frames) {
    long offset = layout.frameStack() - 1L;
    int first =
        (int)
            Math.min(
                Integer.MAX_VALUE,
                Math.max(
                    Math.max(frames.first(), known.firstPlanned(layout)),
                    offset + settings.from()));
    int end =
        (int)
            Math.min(
                frames.end(),
                settings.until().map(until -> offset + until + 1).orElse(Long.MAX_VALUE));
    double share = 1.0 / Math.max(1, end - (long) first);
    double square = settings.tolerance() * settings.tolerance();
    double score = 0;
    for (int frame = first; frame < end; frame++) {
      double x = frames.data(frame, position.x()) - settings.point().get(0);
      double y = frames.data(frame, position.y()) - settings.point().get(1);
      double root = Math.sqrt(1 + (x * x + y * y) / square);
      score -= share * (root - 1);
      double slope = -share / (square * root);
      frames.addDataSlope(frame, position.x(), slope * x);
      frames.addDataSlope(frame, position.y(), slope * y);
    }
    return score;
  }
}
