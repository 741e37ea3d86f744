package io.stagger.core.rollout;

import io.stagger.api.config.Setting;
import java.util.Optional;

/**
 * How a roll-out without an end keeps its past.
 *
 * @param past where it is kept; absent for memory where that is possible
 * @param context how many tokens of it a window shows; absent for half of the training length
 * @param hop how many new tokens of a window are kept; absent for all
 * @param replacement whether a window shows the past as noisy as the tokens that are sampled
 */
public record RolloutConfiguration(
    @Setting(
            "where streams keep the past: memory: in the backbone's memory; window: as tokens that each window shows again; by default memory if the backbone remembers without limit and the sampling schedule goes on without an end")
        Optional<Past> past,
    @Setting(
            value =
                "how many tokens of the past a window shows; half of the training length by default",
            min = 1)
        Optional<Integer> context,
    @Setting(
            value =
                "how many new tokens of a window are kept before the next window; all by default",
            min = 1)
        Optional<Integer> hop,
    @Setting(
            value =
                "whether a window shows the past as noisy as the tokens that are sampled, as full-sequence diffusion does",
            defaultValue = "false")
        boolean replacement) {
  /** By memory where that is possible, else by windows of which half is past. */
  public static final RolloutConfiguration DEFAULT =
      new RolloutConfiguration(Optional.empty(), Optional.empty(), Optional.empty(), false);

  /** Where the past is kept. */
  public enum Past {
    /** In the backbone's memory. */
    MEMORY,
    /** As tokens that each window shows again. */
    WINDOW
  }
}
