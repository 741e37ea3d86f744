package io.stagger.planning.guidance;

import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphScore;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

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

  /** The planned frames within the steps. */
  private Span scored(Known known, Span frames) {
    long offset = layout.frameStack() - 1L;
    long first =
        Math.max(Math.max(frames.first(), known.firstPlanned(layout)), offset + settings.from());
    long end =
        Math.min(
            frames.end(), settings.until().map(until -> offset + until + 1).orElse(Long.MAX_VALUE));
    // Clamped, because steps may lie far beyond the plan.
    int clamped = (int) Math.min(Integer.MAX_VALUE, first);
    return new Span(clamped, (int) Math.max(clamped, end));
  }

  /** The distance from the point, bounded in slope. */
  private record Cost(WaypointSettings settings, Position position) implements FrameScore.Cost {
    @Override
    public Operand<TFloat32> build(Ops tf, GraphFrames frames) {
      Operand<TFloat32> square =
          tf.math.add(
              frames.squaredDistance(position.x(), settings.point().get(0)),
              frames.squaredDistance(position.y(), settings.point().get(1)));
      double scale = 1 / (settings.tolerance() * settings.tolerance());
      Operand<TFloat32> one = tf.constant(1f);
      return tf.math.sub(
          tf.math.sqrt(tf.math.add(one, tf.math.mul(square, tf.constant((float) scale)))), one);
    }
  }

  @Override
  GraphScore graphScore() {
    return new FrameScore(layout, new Cost(settings, position));
  }

  @Override
  List<GraphObjective.Argument> arguments(int batch, Known known, Span frames) {
    Span scored = scored(known, frames);
    return weights(batch, frames, scored, 1.0 / Math.max(1, scored.length()));
  }

  @Override
  double score(int sequence, Known known, Frames frames) {
    Span scored = scored(known, new Span(frames.first(), frames.end()));
    int first = scored.first();
    int end = scored.end();
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
