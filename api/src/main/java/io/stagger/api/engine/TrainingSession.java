package io.stagger.api.engine;

import java.util.List;

/**
 * Trains a model. Each part of a step is one call into the engine.
 *
 * @since 0.1.0
 */
public interface TrainingSession extends AutoCloseable {
  /**
   * Takes one step with a batch that is given whole, in one call into the engine: draws noise,
   * corrupts, runs the network, computes loss and gradients, clips, applies the optimizer and
   * updates the moving average.
   */
  default Outcome step(TrainingBatch batch, StepSettings settings) {
    return step(List.of(batch), settings);
  }

  /**
   * Takes one step with a batch that is given in parts, so that no more than a part has to fit in
   * memory (gradient accumulation). Losses and gradients of the parts add up; clipping, the
   * optimizer and moving average happen once. Up to rounding, the step is the one that the parts
   * would give as a single batch with the same noise. Noise differs from part to part; the first
   * part's is the one that it would get as a whole batch.
   *
   * @param parts at least one, each of any size; their weights carry the normalization over all
   */
  Outcome step(List<TrainingBatch> parts, StepSettings settings);

  /** Ends training; the model keeps what was learned. Closing twice is harmless. */
  @Override
  void close();

  /**
   * What varies from step to step.
   *
   * @param step how many optimizer steps were taken before this one, from 0
   * @param seed with {@code step}, decides all noise and dropout of this step
   * @param learningRate the learning rate of this step
   * @param averageDecay how much of the moving average is kept, from 0 to 1
   */
  record StepSettings(long step, long seed, double learningRate, double averageDecay) {}

  /**
   * What came of a step.
   *
   * @param loss the weighted loss
   * @param gradientNorm the global norm of the gradient before clipping
   */
  record Outcome(double loss, double gradientNorm) {}
}
