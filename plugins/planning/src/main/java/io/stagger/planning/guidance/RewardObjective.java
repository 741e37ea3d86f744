package io.stagger.planning.guidance;

import io.stagger.api.StaggerException;

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
