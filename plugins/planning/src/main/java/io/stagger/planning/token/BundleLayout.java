package io.stagger.planning.token;

import io.stagger.api.StaggerException;
import io.stagger.planning.Trajectory;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the bundle of one step holds, in this order: the numbers used of the observation that the
 * step leads to, the action, the reward. A number's place in that order is its channel.
 *
 * @param observations which of an observation's numbers are used; at least one
 * @param observationWidth how many numbers an observation of the data has
 * @param actionWidth how many of the channels are the action's; 0 if it is not in the bundle
 * @param hasReward whether the last channel is the reward
 */
public record BundleLayout(
    List<Integer> observations, int observationWidth, int actionWidth, boolean hasReward) {
  /** Copies the list. */
  public BundleLayout {
    observations = List.copyOf(observations);
  }

  /**
   * The layout that settings ask for.
   *
   * @param sample any sample of the data
   * @throws StaggerException if the data lacks what the settings ask for
   */
  static BundleLayout of(TrajectorySettings settings, Trajectory sample) {
    int width = sample.observationWidth();
    for (int index : settings.observations()) {
      if (index >= width) {
        throw new StaggerException(
            "'observations' holds %d, but the data's observations have %d numbers, 0 to %d."
                .formatted(index, width, width - 1));
      }
    }
    if (settings.actions() && sample.actionWidth() == 0) {
      throw new StaggerException(
          "'actions' is true, but the data has no actions; set it to false.");
    }
    return new BundleLayout(
        settings.observations().isEmpty()
            ? IntStream.range(0, width).boxed().toList()
            : settings.observations(),
        width,
        settings.actions() ? sample.actionWidth() : 0,
        settings.rewards());
  }

  /** How many channels there are. */
  public int width() {
    return observations.size() + actionWidth + (hasReward ? 1 : 0);
  }

  /** The first channel of the action; meaningless without one. */
  public int firstAction() {
    return observations.size();
  }

  /** The channel of the reward; meaningless without one. */
  public int reward() {
    return observations.size() + actionWidth;
  }

  /** How a channel is called in sentences. */
  String name(int channel) {
    if (channel < firstAction()) {
      return "number %d of the observations".formatted(observations.get(channel));
    }
    return channel < reward()
        ? "number %d of the actions".formatted(channel - firstAction())
        : "the reward";
  }

  /** What to do about a channel that is of no use. */
  String mend(int channel) {
    if (channel < firstAction()) {
      return "list the others in 'observations'";
    }
    return channel < reward() ? "set 'actions' to false" : "set 'rewards' to false";
  }

  /**
   * A number of a sample.
   *
   * @param step from 0; -1 for the initial observation, which has no action and no reward
   */
  float read(Trajectory sample, int step, int channel) {
    if (channel < firstAction()) {
      return sample.observations()[(step + 1) * observationWidth + observations.get(channel)];
    }
    return channel < reward()
        ? sample.actions()[step * actionWidth + channel - firstAction()]
        : sample.rewards()[step];
  }

  /** Writes a number into arrays like those of a sample; the counterpart of {@link #read}. */
  void write(
      float value,
      int step,
      int channel,
      float[] allObservations,
      float[] actions,
      float[] rewards) {
    if (channel < firstAction()) {
      allObservations[(step + 1) * observationWidth + observations.get(channel)] = value;
    } else if (channel < reward()) {
      actions[step * actionWidth + channel - firstAction()] = value;
    } else {
      rewards[step] = value;
    }
  }

  /**
   * Checks that a sample is shaped like the data that was learned from.
   *
   * @throws StaggerException if it isn't
   */
  void check(Trajectory sample) {
    if (sample.observationWidth() != observationWidth) {
      throw new StaggerException(
          "The model was trained on observations of %d numbers, but the data's have %d; use data from the same kind of environment."
              .formatted(observationWidth, sample.observationWidth()));
    }
    if (actionWidth > 0 && sample.actionWidth() != actionWidth) {
      throw new StaggerException(
          "The model was trained on actions of %d numbers, but the data's have %d; use data from the same kind of environment."
              .formatted(actionWidth, sample.actionWidth()));
    }
  }
}
