package io.stagger.planning.guidance;

import java.util.List;

/**
 * Where the numbers of a step are in a token, and how they are normalized.
 *
 * <p>A token is {@code frameStack} frames of {@link #channels} numbers: the observation that a step
 * leads to, the action of the step, its reward. Token 0 is the initial observation, in all of its
 * frames, with no action and no reward. Frames are counted from the start of the sequence, so that
 * observation n > 0 is in frame {@code frameStack + n - 1}.
 *
 * @param frameStack how many frames a token has, at least 1
 * @param observations which of an observation's numbers are kept, in the order of their channels
 * @param actions how many channels after those are the action's, at least 0
 * @param reward whether the last channel is the reward
 * @param mean the mean of each channel, in the unit of the data
 * @param deviation the standard deviation of each channel, likewise, above 0
 */
public record TokenLayout(
    int frameStack,
    List<Integer> observations,
    int actions,
    boolean reward,
    List<Double> mean,
    List<Double> deviation) {
  /** Checks the sizes and copies the lists. */
  public TokenLayout {
    observations = List.copyOf(observations);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    int channels = observations.size() + actions + (reward ? 1 : 0);
    if (frameStack < 1 || actions < 0 || channels < 1) {
      throw new IllegalArgumentException(
          "A token has at least 1 frame of at least 1 number, not %d of %d."
              .formatted(frameStack, channels));
    }
    if (mean.size() != channels || deviation.size() != channels) {
      throw new IllegalArgumentException(
          "Frames of %d numbers don't go with %d means and %d deviations."
              .formatted(channels, mean.size(), deviation.size()));
    }
    if (deviation.stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException("Deviations are above 0, not " + deviation + ".");
    }
  }

  /** How many numbers a frame has. */
  public int channels() {
    return observations.size() + actions + (reward ? 1 : 0);
  }

  /** How many numbers a token has. */
  public int width() {
    return frameStack * channels();
  }

  /** The channel of the action's first number; meaningless without actions. */
  public int firstAction() {
    return observations.size();
  }

  /** The channel of the reward; meaningless without one. */
  public int rewardChannel() {
    return observations.size() + actions;
  }

  /** A number of the data as tokens hold it. */
  public double normalize(int channel, double value) {
    return (value - mean.get(channel)) / deviation.get(channel);
  }

  /** A number of a token in the unit of the data. */
  public double denormalize(int channel, double normalized) {
    return mean.get(channel) + deviation.get(channel) * normalized;
  }
}
