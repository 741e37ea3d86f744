package io.stagger.planning.guidance;

import io.stagger.api.StaggerException;
import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphScore;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Do little: with the action a of a frame in the unit of the data,
 *
 * <pre>score = - mean over planned frames of |a|^2</pre>
 */
public final class SmallActionsObjective extends TrajectoryObjective {
  static final String NAME = "small-actions";

  /**
   * Creates the objective.
   *
   * @throws StaggerException if tokens hold no action
   */
  public SmallActionsObjective(TokenLayout layout) {
    super(layout);
    if (layout.actions() == 0) {
      throw new StaggerException(
          "The guidance objective '%s' needs actions in tokens; set the tokenizer's actions to true and train again."
              .formatted(NAME));
    }
  }

  /** The squared length of an action. */
  private record Cost(TokenLayout layout) implements FrameScore.Cost {
    @Override
    public Operand<TFloat32> build(Ops tf, GraphFrames frames) {
      Operand<TFloat32> sum = tf.constant(0f);
      for (int i = 0; i < layout.actions(); i++) {
        sum = tf.math.add(sum, tf.math.square(frames.data(layout.firstAction() + i)));
      }
      return sum;
    }
  }

  @Override
  GraphScore graphScore() {
    return new FrameScore(layout, new Cost(layout));
  }

  @Override
  List<GraphObjective.Argument> arguments(int batch, Known known, Span frames) {
    int first = Math.max(frames.first(), known.firstPlanned(layout));
    return weights(
        batch, frames, new Span(first, frames.end()), 1.0 / Math.max(1, frames.end() - first));
  }

  @Override
  double score(int sequence, Known known, Frames frames) {
    int first = Math.max(frames.first(), known.firstPlanned(layout));
    double share = 1.0 / Math.max(1, frames.end() - first);
    double score = 0;
    for (int frame = first; frame < frames.end(); frame++) {
      for (int i = 0; i < layout.actions(); i++) {
        int channel = layout.firstAction() + i;
        double action = frames.data(frame, channel);
        score -= share * action * action;
        frames.addDataSlope(frame, channel, -2 * share * action);
      }
    }
    return score;
  }
}
