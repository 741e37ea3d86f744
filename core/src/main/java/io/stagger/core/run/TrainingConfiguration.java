package io.stagger.core.run;

import io.stagger.api.config.Setting;
import io.stagger.api.engine.OptimizerSettings;
import java.util.Optional;

/**
 * How a model is trained: AdamW or Muon with decoupled weight decay, warm-up, decay of the learning
 * rate, clipping of the gradient's global norm, and a moving average of the parameters.
 *
 * @param steps how many optimizer steps; unused if {@code epochs} is given
 * @param epochs how often every sample is seen, instead of {@code steps}
 * @param batchSize samples in a batch
 * @param accumulate how many batches add up to one step
 * @param learningRate the greatest learning rate
 * @param warmupSteps over how many steps the learning rate rises
 * @param warmupOrder which step the warm-up begins at
 * @param decay how the learning rate falls after the warm-up
 * @param finalLearningRate what it falls to, as a fraction of {@code learningRate}
 * @param optimizer what makes updates of gradients
 * @param weightDecay decoupled weight decay per step, relative to the learning rate
 * @param beta1 decay of the gradient's mean
 * @param beta2 decay of the gradient's square
 * @param epsilon added to the root of the square
 * @param clipNorm the greatest global norm of the gradient; absent for no clipping
 * @param averageDecay how much of the moving average each step keeps
 * @param averageWarmup whether early steps keep less, so that the average forgets the beginning
 * @param checkpointEvery steps between checkpoints
 * @param keepCheckpoints how many of the last checkpoints are kept
 * @param evaluateEvery steps between evaluations of the validation split; 0 for none
 * @param evaluateSamples futures per window in these evaluations
 * @param evaluateWindows how many of the split's last samples they score; absent for all
 * @param earlyStop when to stop before the last step
 */
public record TrainingConfiguration(
    @Setting(value = "optimizer steps", defaultValue = "10000", min = 1) long steps,
    @Setting(value = "how often every sample is seen, instead of steps", min = 1)
        Optional<Integer> epochs,
    @Setting(value = "samples in a batch", defaultValue = "32", min = 1) int batchSize,
    @Setting(
            value =
                "how many batches of batchSize samples add up to one step (gradient accumulation)",
            defaultValue = "1",
            min = 1)
        int accumulate,
    @Setting(value = "greatest learning rate", defaultValue = "1e-3", min = 0) double learningRate,
    @Setting(value = "steps over which the learning rate rises", defaultValue = "0", min = 0)
        long warmupSteps,
    @Setting(
            value =
                "correct: the first step already has the small rate; original: step 0 has the full rate, as in the authors' code",
            defaultValue = "correct")
        WarmupOrder warmupOrder,
    @Setting(value = "how the learning rate falls after the warm-up", defaultValue = "constant")
        Decay decay,
    @Setting(
            value = "what the learning rate falls to, as a fraction of learningRate",
            defaultValue = "0",
            min = 0,
            max = 1)
        double finalLearningRate,
    @Setting(
            value =
                "what makes updates of gradients: adamw; or muon for large matrices and adamw for the rest",
            defaultValue = "adamw")
        OptimizerSettings.Method optimizer,
    @Setting(
            value = "decoupled weight decay per step, relative to the learning rate",
            defaultValue = "0",
            min = 0)
        double weightDecay,
    @Setting(value = "decay of the gradient's mean", defaultValue = "0.9", min = 0, max = 0.999999)
        double beta1,
    @Setting(
            value = "decay of the gradient's square",
            defaultValue = "0.999",
            min = 0,
            max = 0.999999)
        double beta2,
    @Setting(value = "added to the root of the square", defaultValue = "1e-8", min = 1e-30)
        double epsilon,
    @Setting(value = "greatest global norm of the gradient; none by default", min = 1e-12)
        Optional<Double> clipNorm,
    @Setting(
            value = "how much of the parameters' moving average a step keeps",
            defaultValue = "0.999",
            min = 0,
            max = 1)
        double averageDecay,
    @Setting(
            value = "whether early steps keep less of the average, which forgets the beginning",
            defaultValue = "true")
        boolean averageWarmup,
    @Setting(value = "steps between checkpoints", defaultValue = "1000", min = 1)
        long checkpointEvery,
    @Setting(value = "how many of the last checkpoints are kept", defaultValue = "3", min = 1)
        int keepCheckpoints,
    @Setting(
            value = "steps between evaluations of the validation split; 0 for none",
            defaultValue = "0",
            min = 0)
        long evaluateEvery,
    @Setting(
            value = "futures per window in evaluations during training",
            defaultValue = "20",
            min = 1)
        int evaluateSamples,
    @Setting(
            value = "how many of the validation split's last samples are scored; all by default",
            min = 1)
        Optional<Integer> evaluateWindows,
    @Setting("when to stop before the last step; never by default") Optional<EarlyStop> earlyStop) {

  /** Checks what the ranges can't say. */
  public TrainingConfiguration {
    if (earlyStop.isPresent() && evaluateEvery == 0) {
      throw new IllegalArgumentException(
          "The key earlyStop watches an evaluation, so evaluateEvery must be at least 1, not 0.");
    }
  }

  /** Which step the warm-up begins at. */
  public enum WarmupOrder {
    /** Step n of 1 to W has the rate {@code n / W}; then the full rate. */
    CORRECT,
    /**
     * As the authors' code: the first step has the full rate, then step n of 1 to W {@code n / W}.
     */
    ORIGINAL
  }

  /** How the learning rate falls after the warm-up. */
  public enum Decay {
    /** Not at all. */
    CONSTANT,
    /** Along half a cosine. */
    COSINE,
    /** Along a straight line. */
    LINEAR
  }

  /**
   * When to stop before the last step.
   *
   * @param metric the score that is watched; lower is better
   * @param patience how many evaluations may pass without a better one
   */
  public record EarlyStop(
      @Setting("the score that is watched, lower is better") String metric,
      @Setting(
              value = "how many evaluations may pass without a better score",
              defaultValue = "10",
              min = 1)
          int patience) {}

  /** What the engine's optimizer is opened with. */
  public OptimizerSettings optimizerSettings() {
    return new OptimizerSettings(
        optimizer, beta1, beta2, epsilon, weightDecay, clipNorm.orElse(Double.POSITIVE_INFINITY));
  }

  /**
   * The number of steps.
   *
   * @param samples how many training samples there are
   */
  public long totalSteps(long samples) {
    return epochs.isPresent()
        ? -Math.floorDiv(-Math.multiplyExact(samples, (long) epochs.get()), samplesPerStep())
        : steps;
  }

  /** How many samples a step sees, over all the batches that add up to it. */
  public long samplesPerStep() {
    return Math.multiplyExact((long) batchSize, (long) accumulate);
  }

  /**
   * The learning rate of a step.
   *
   * @param step how many steps were taken before, from 0
   * @param totalSteps the number of steps
   */
  public double learningRate(long step, long totalSteps) {
    long warm =
        switch (warmupOrder) {
          case CORRECT -> step + 1;
          case ORIGINAL -> step == 0 ? warmupSteps : step;
        };
    if (warm < warmupSteps) {
      return learningRate * warm / warmupSteps;
    }
    double progress =
        Math.min(
            1, (double) Math.max(0, step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
    double share =
        switch (decay) {
          case CONSTANT -> 1;
          case COSINE -> (1 + Math.cos(Math.PI * progress)) / 2;
          case LINEAR -> 1 - progress;
        };
    return decay == Decay.CONSTANT
        ? learningRate
        : learningRate * (finalLearningRate + (1 - finalLearningRate) * share);
  }

  /**
   * How much of the moving average a step keeps: {@code averageDecay}, but with the warm-up at most
   * {@code (1 + step) / (10 + step)}.
   *
   * @param step how many steps were taken before, from 0
   */
  public double averageDecay(long step) {
    return averageWarmup ? Math.min(averageDecay, (1.0 + step) / (10.0 + step)) : averageDecay;
  }
}
