package io.stagger.planning.data;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.planning.Trajectory;

/**
 * Windows of episodes that are kept in memory: one observation that is known, and {@code horizon}
 * steps. No window crosses the end of an episode.
 *
 * <p>The last rows are held out: the test split's are the last 1 percent, but at least as many as
 * one window needs, and the validation split's are as many before them. So that episodes are not
 * cut needlessly, a split begins with an episode where that makes it at most twice as long. No
 * window lies in two splits, so none of the held-out rows is ever trained on. A split may have no
 * window if its episodes are too short; the training split has at least one.
 */
public final class TrajectorySource implements DataSource<Trajectory> {
  private static final int HELD_OUT_SHARE = 100;

  private final int horizon;
  private final Windows training;
  private final Windows validation;
  private final Windows test;
  private final String description;
  private final String fingerprint;

  /**
   * Cuts episodes into windows.
   *
   * @param name what the data is called in messages
   * @param horizon steps of a window, at least 1
   * @param padShort whether a shorter episode makes one window, padded, rather than none
   * @param fingerprint the SHA-256 of the data
   * @param mend what a user can do if there is no window to train on
   * @throws StaggerException if there is no window to train on
   */
  public TrajectorySource(
      Transitions transitions,
      String name,
      int horizon,
      boolean padShort,
      String fingerprint,
      String mend) {
    this.horizon = horizon;
    this.fingerprint = fingerprint;
    int rows = transitions.rows();
    // In long arithmetic, because an absurd horizon must not wrap around into a sensible one.
    int heldOut = (int) Math.min(rows, Math.max(horizon + 1L, (rows - 1) / HELD_OUT_SHARE + 1));
    int firstTest = begin(transitions, rows, heldOut);
    int firstValidation = begin(transitions, firstTest, heldOut);
    training = new Windows(transitions, 0, firstValidation, horizon, padShort);
    if (training.count() == 0) {
      throw tooShort(transitions, name, rows - firstValidation, mend);
    }
    validation = new Windows(transitions, firstValidation, firstTest, horizon, padShort);
    test = new Windows(transitions, firstTest, rows, horizon, padShort);
    int episodes = episodes(transitions);
    description =
        "%s: %d rows in %d episode%s".formatted(name, rows, episodes, episodes == 1 ? "" : "s");
  }

  /** Where the split that ends before a row begins. */
  private static int begin(Transitions transitions, int end, int heldOut) {
    int latest = Math.max(0, end - heldOut);
    int episode = latest == 0 ? 0 : transitions.firstRow(latest);
    return episode > 0 && latest - episode <= heldOut ? episode : latest;
  }

  private static int episodes(Transitions transitions) {
    int episodes = 0;
    for (int row = 0; row < transitions.rows(); row = transitions.lastRow(row) + 1) {
      episodes++;
    }
    return episodes;
  }

  private StaggerException tooShort(
      Transitions transitions, String name, int heldOut, String mend) {
    int longest = 0;
    for (int row = 0; row < transitions.rows(); row = transitions.lastRow(row) + 1) {
      longest = Math.max(longest, transitions.lastRow(row) - row);
    }
    return new StaggerException(
        "%s has no window of %d steps to train on: %d of its %d rows are held out for validation and test, and its longest episode has %d usable steps; %s."
            .formatted(name, horizon, heldOut, transitions.rows(), longest, mend));
  }

  @Override
  public Class<Trajectory> sampleType() {
    return Trajectory.class;
  }

  @Override
  public long size(Split split) {
    return switch (split) {
      case TRAIN -> training.count();
      case VALIDATION -> validation.count();
      case TEST -> test.count();
      case FUTURE -> 0;
    };
  }

  @Override
  public Trajectory get(Split split, long index) {
    return switch (split) {
      case TRAIN -> training.get(index);
      case VALIDATION -> validation.get(index);
      case TEST -> test.get(index);
      case FUTURE ->
          throw new IndexOutOfBoundsException("Recorded episodes have no future samples.");
    };
  }

  @Override
  public int knownLength() {
    return 1;
  }

  @Override
  public int sampleLength() {
    return horizon + 1;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
