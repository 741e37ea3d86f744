package io.stagger.planning.guidance;

import io.stagger.api.StaggerException;
import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphScore;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Earn much: the score is the sum of the predicted rewards of planned frames, in the unit of the
 * data. Its slope is the same everywhere, so it pays off where the model knows what earns rewards.
 */
public final class RewardObjective extends TrajectoryObjective {
  static final String NAME = "reward";

  /**
   * Creates the objective.
   *
   * @throws StaggerException if tokens hold no reward
   */
  public RewardObjective(TokenLayout layout) {
    super(layout);
    if (!layout.reward()) {
      throw new StaggerException(
          "The guidance objective '%s' needs rewards in tokens; set the tokenizer's rewards to true and train again."
              .formatted(NAME));
    }
  }

  /** The reward of a frame, as a cost. */
  private record Cost(TokenLayout layout) implements FrameScore.Cost {
    @Override
    public Operand<TFloat32> build(Ops tf, GraphFrames frames) {
      return tf.math.neg(frames.data(layout.rewardChannel()));
    }
  }

  @Override
  GraphScore graphScore() {
    return new FrameScore(layout, new Cost(layout));
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
      score += frames.data(frame, layout.rewardChannel());
      frames.addDataSlope(frame, layout.rewardChannel(), 1);
    }
    return score;
  }
}
