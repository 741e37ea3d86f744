package io.stagger.api.engine;

/** Trains a model. Each step is one call into the engine. */
public interface TrainingSession extends AutoCloseable {
  /**
   * Takes one step: draws noise, corrupts, runs the network, computes loss and gradients, clips,
   * applies AdamW and updates the moving average.
   */
  Outcome step(TrainingBatch batch, StepSettings settings);

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
