package io.stagger.planning.guidance;

import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphScore;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Keep out of a region: each planned frame inside costs up to 1, smoothly down to 0 at the edge.
 * With the position relative to the center, u and v,
 *
 * <pre>
 * disc of radius r:           cost = (1 - (u^2 + v^2) / r^2)^2
 * rectangle of size 2a, 2b:   cost = (1 - u^2 / a^2)^2 (1 - v^2 / b^2)^2
 *
 * score = - sum over planned frames of the cost
 * </pre>
 *
 * <p>The slope is 0 at the edge, outside, and at the very center, and continuous everywhere. Choose
 * the region somewhat greater than what must not be touched, because the push begins at its edge.
 */
public final class AvoidObjective extends TrajectoryObjective {
  static final String NAME = "avoid";

  private final AvoidSettings settings;
  private final Position position;

  /**
   * Creates the objective.
   *
   * @throws io.stagger.api.StaggerException if tokens lack the position
   */
  public AvoidObjective(AvoidSettings settings, TokenLayout layout) {
    super(layout);
    this.settings = settings;
    this.position = Position.of(NAME, settings.position(), layout);
  }

  /** How deep a frame is in the region. */
  private record Cost(AvoidSettings settings, Position position) implements FrameScore.Cost {
    @Override
    public Operand<TFloat32> build(Ops tf, GraphFrames frames) {
      Operand<TFloat32> u = squared(frames, position.x(), 0);
      Operand<TFloat32> v = squared(frames, position.y(), 1);
      if (settings.radius().isPresent()) {
        double radius = settings.radius().get();
        return tf.math.square(depth(tf, tf.math.add(u, v), radius));
      }
      return tf.math.mul(
          tf.math.square(depth(tf, u, settings.size().get(0) / 2)),
          tf.math.square(depth(tf, v, settings.size().get(1) / 2)));
    }

    private Operand<TFloat32> squared(GraphFrames frames, int channel, int axis) {
      return frames.squaredDistance(channel, settings.center().get(axis));
    }

    private static Operand<TFloat32> depth(Ops tf, Operand<TFloat32> square, double reach) {
      return tf.math.maximum(
          tf.math.sub(
              tf.constant(1f), tf.math.mul(square, tf.constant((float) (1 / (reach * reach))))),
          tf.constant(0f));
    }
  }

  @Override
  GraphScore graphScore() {
    return new FrameScore(layout, new Cost(settings, position));
  }

  @Override
  List<GraphObjective.Argument> arguments(int batch, Known known, Span frames) {
    return weights(batch, frames, new Span(known.firstPlanned(layout), frames.end()), 1);
  }

  @Override
  double score(int sequence, Known known, Frames frames) {
    double score = 0;
    for (int frame = Math.max(frames.first(), known.firstPlanned(layout));
        frame < frames.end();
        frame++) {
      double u = frames.data(frame, position.x()) - settings.center().get(0);
      double v = frames.data(frame, position.y()) - settings.center().get(1);
      score -=
          settings.radius().isPresent()
              ? disc(frames, frame, u, v, settings.radius().get())
              : rectangle(
                  frames, frame, u, v, settings.size().get(0) / 2, settings.size().get(1) / 2);
    }
    return score;
  }

  private double disc(Frames frames, int frame, double u, double v, double radius) {
    double square = radius * radius;
    double depth = 1 - (u * u + v * v) / square;
    if (!(depth > 0)) {
      return 0;
    }
    frames.addDataSlope(frame, position.x(), 4 * depth * u / square);
    frames.addDataSlope(frame, position.y(), 4 * depth * v / square);
    return depth * depth;
  }

  private double rectangle(Frames frames, int frame, double u, double v, double a, double b) {
    double alongX = 1 - u * u / (a * a);
    double alongY = 1 - v * v / (b * b);
    if (!(alongX > 0 && alongY > 0)) {
      return 0;
    }
    frames.addDataSlope(frame, position.x(), 4 * alongX * u / (a * a) * alongY * alongY);
    frames.addDataSlope(frame, position.y(), 4 * alongY * v / (b * b) * alongX * alongX);
    return alongX * alongX * alongY * alongY;
  }
}
