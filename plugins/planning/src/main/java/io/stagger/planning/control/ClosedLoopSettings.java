package io.stagger.planning.control;

import io.stagger.api.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * Settings of {@link ClosedLoopTrial}.
 *
 * @param episodes how many episodes go on side by side
 * @param repetitions how often they are repeated with other seeds, for standard errors
 * @param horizon the most steps that a plan looks ahead; absent for the rest of the episode
 * @param openLoopSteps how many steps of a plan are carried out before the next one is made
 * @param warmStart which share, from 0 to 1, of its denoising steps the rest of a plan takes again
 *     when the next one begins with it, at least one; absent to begin each from pure noise
 * @param fillWindow whether a shorter plan is padded to as many tokens as the model was trained on
 * @param control how a plan becomes actions
 * @param positionGain of tracking: action per unit of distance
 * @param velocityGain of tracking: action per unit of velocity
 * @param feedForward of tracking: the share of the planned velocity that is aimed at
 * @param stepSeconds of tracking: how long a step takes
 * @param smoothing of tracking: over how many more steps before and after the planned velocity is
 *     taken
 * @param strengths what multiplies the scales of guidance; a row of the result for each
 * @param futures how many futures Monte Carlo guidance looks at; a row of the result for each
 * @param expert whether the environment's expert is scored too, if it brings one
 * @param drawn how many episodes are drawn
 */
public record ClosedLoopSettings(
    @Setting(value = "how many episodes go on side by side", defaultValue = "64", min = 1)
        int episodes,
    @Setting(
            value = "how often all episodes are repeated with other seeds, for standard errors",
            defaultValue = "3",
            min = 1)
        int repetitions,
    @Setting(
            value = "the most steps a plan looks ahead; the rest of the episode by default",
            min = 1)
        Optional<Integer> horizon,
    @Setting(
            value = "how many steps of a plan are carried out before the next one is made",
            defaultValue = "50",
            min = 1)
        int openLoopSteps,
    @Setting(
            value =
                "which share of the denoising steps the rest of a plan takes again when the next one begins with it, at least one; from pure noise by default",
            min = 0,
            max = 1)
        Optional<Double> warmStart,
    @Setting(
            value =
                "whether a shorter plan is padded with pure noise to as many tokens as in training; causal models need no padding",
            defaultValue = "true")
        boolean fillWindow,
    @Setting(
            value =
                "track: follow planned positions, the first numbers of an observation, with velocities after them; actions: take the planned actions",
            defaultValue = "track")
        Control control,
    @Setting(value = "of tracking: action per unit of distance", defaultValue = "12.5", min = 0)
        double positionGain,
    @Setting(value = "of tracking: action per unit of velocity", defaultValue = "1.2", min = 0)
        double velocityGain,
    @Setting(
            value =
                "of tracking: the share of the planned velocity that is aimed at; 0.01 is what the authors' code does",
            defaultValue = "1",
            min = 0)
        double feedForward,
    @Setting(
            value = "of tracking: how many seconds a step takes",
            defaultValue = "0.01",
            min = 1e-9)
        double stepSeconds,
    @Setting(
            value =
                "of tracking: over how many more steps before and after the planned velocity is taken",
            defaultValue = "5",
            min = 0)
        int smoothing,
    @Setting(
            value = "what multiplies the scales of guidance, a row each; 0 is without guidance",
            defaultValue = "1",
            min = -1e6,
            max = 1e6)
        List<Double> strengths,
    @Setting(
            value =
                "how many futures Monte Carlo guidance looks at, a row each; as configured if empty",
            defaultValue = "",
            min = 1,
            max = 1024)
        List<Integer> futures,
    @Setting(
            value = "whether the environment's expert is scored too, if it brings one",
            defaultValue = "true")
        boolean expert,
    @Setting(value = "how many episodes are drawn", defaultValue = "6", min = 0) int drawn) {
  /** Checks the lists. */
  public ClosedLoopSettings {
    strengths = List.copyOf(strengths);
    futures = List.copyOf(futures);
    if (strengths.isEmpty()) {
      throw new IllegalArgumentException(
          "'strengths' is empty, but must hold what multiplies the scales of guidance, such as 1.");
    }
  }

  /** How a plan becomes actions. */
  public enum Control {
    /** By following planned positions. */
    TRACK,
    /** By taking the planned actions. */
    ACTIONS
  }

  /** How many steps to plan when so many are left. */
  int horizonOf(int left) {
    return Math.min(left, horizon.orElse(left));
  }

  /** What turns plans into actions. */
  Controller controller() {
    return switch (control) {
      case TRACK ->
          new TrackingController(positionGain, velocityGain, feedForward, stepSeconds, smoothing);
      case ACTIONS -> Controller.planned();
    };
  }
}
