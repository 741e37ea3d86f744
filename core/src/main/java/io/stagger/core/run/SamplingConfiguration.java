package io.stagger.core.run;

import io.stagger.api.config.Setting;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.engine.StatePart;
import io.stagger.core.config.Point;
import io.stagger.core.config.Selection;
import io.stagger.core.rollout.RolloutConfiguration;
import java.util.List;
import java.util.Optional;

/**
 * How a trained model is sampled.
 *
 * @param steps denoising steps of each token
 * @param solver how one step is taken
 * @param schedule in which order tokens are denoised unless told otherwise
 * @param stabilizationLevel the training level that finished tokens are shown at; -1 for clean
 * @param stabilizationNoise whether they are shown with fresh noise of that level
 * @param cleanClip the absolute value that clean predictions are clipped to; absent for none
 * @param rounding how a sampling level becomes a training level
 * @param weights which parameters are used
 * @param batchSize the most sequences that are sampled together
 * @param window the most tokens that a sequence may have when it is sampled; absent for as many as
 *     in training
 * @param guidance what sampling is steered towards; the objectives add up
 * @param guidanceLevel which level's noise scales guidance
 * @param monteCarlo how many futures guidance looks at in each step
 * @param rollout how streams keep their past
 */
public record SamplingConfiguration(
    @Setting(value = "denoising steps of each token", defaultValue = "50", min = 1) int steps,
    @Setting("how one denoising step is taken") @Point("solver") Selection solver,
    @Setting("in which order tokens are denoised unless told otherwise") @Point("sampling-schedule")
        Selection schedule,
    @Setting(
            value = "the training level that finished tokens are shown at; -1 for clean",
            defaultValue = "9",
            min = -1)
        int stabilizationLevel,
    @Setting(
            value = "whether finished tokens are shown with fresh noise of that level",
            defaultValue = "false")
        boolean stabilizationNoise,
    @Setting(
            value = "the absolute value that clean predictions are clipped to; none by default",
            min = 1e-6)
        Optional<Double> cleanClip,
    @Setting(value = "how a sampling level becomes a training level", defaultValue = "truncate")
        SamplingLevels.Rounding rounding,
    @Setting(
            value = "average: the parameters' moving average; raw: as the optimizer left them",
            defaultValue = "average")
        Weights weights,
    @Setting(value = "the most sequences that are sampled together", defaultValue = "256", min = 1)
        int batchSize,
    @Setting(
            value =
                "the most tokens that a sequence may have when it is sampled; as many as in training by default, and without guidance any number if the backbone remembers without limit",
            min = 1)
        Optional<Integer> window,
    @Setting(value = "what sampling is steered towards; the objectives add up", defaultValue = "")
        List<GuidanceConfiguration> guidance,
    @Setting(
            value =
                "which level's noise scales guidance: current: that of the level a token has; next: that of the level it goes to, as in the authors' code",
            defaultValue = "current")
        GuidanceLevel guidanceLevel,
    @Setting(
            value = "how many futures guidance looks at in each step, and which",
            defaultValue = "")
        MonteCarloConfiguration monteCarlo,
    @Setting(value = "how streams keep their past", defaultValue = "")
        RolloutConfiguration rollout) {

  /** Which parameters are used. */
  public enum Weights {
    /** Their moving average. */
    AVERAGE,
    /** As the optimizer left them. */
    RAW;

    /** The part of the model's state that holds them. */
    public StatePart part() {
      return switch (this) {
        case AVERAGE -> StatePart.AVERAGE;
        case RAW -> StatePart.WEIGHTS;
      };
    }
  }
}
