package io.stagger.planning.token;

import io.stagger.api.config.Setting;
import java.util.HashSet;
import java.util.List;

/**
 * Settings of the tokenizer {@code trajectory}.
 *
 * @param observations which of an observation's numbers are used, from 0; all if empty
 * @param actions whether actions are part of tokens
 * @param rewards whether rewards are part of tokens
 * @param frameStack how many steps make a token
 * @param initialPadding what fills the token of the initial observation
 */
public record TrajectorySettings(
    @Setting(
            value =
                "which of an observation's numbers are used, counted from 0, such as 0,1 for the"
                    + " position alone in maze2d; all if empty",
            defaultValue = "",
            min = 0)
        List<Integer> observations,
    @Setting(
            value = "whether the action that leads to an observation is in the token with it",
            defaultValue = "false")
        boolean actions,
    @Setting(
            value = "whether the reward for that action is in the token too",
            defaultValue = "false")
        boolean rewards,
    @Setting(
            value = "how many steps make a token; the steps of a sample are a multiple of it",
            defaultValue = "10",
            min = 1,
            max = 10000)
        int frameStack,
    @Setting(
            value =
                "what fills the first token besides the initial observation: same (the same"
                    + " observation again) or zero",
            defaultValue = "same")
        InitialPadding initialPadding) {
  /** What fills the token of the initial observation, which is one frame for a whole stack. */
  public enum InitialPadding {
    /** The observation again in every frame. */
    SAME,
    /** Zeros in every frame but the last. */
    ZERO
  }

  /** Checks what ranges can't say. */
  public TrajectorySettings {
    observations = List.copyOf(observations);
    if (new HashSet<>(observations).size() != observations.size()) {
      throw new IllegalArgumentException(
          "'observations' is %s, but each number is given once.".formatted(observations));
    }
  }
}
