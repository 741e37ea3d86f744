package io.stagger.api.run;

import java.nio.file.Path;
import java.util.Map;

/**
 * Something that happened in a run.
 *
 * @since 0.1.0
 */
public sealed interface RunEvent {
  /**
   * Training begins or goes on.
   *
   * @param firstStep the step to be taken next, from 0
   * @param lastStep the number of steps after which training ends
   * @param parameterCount how many numbers the parameters hold
   */
  record TrainingStarted(long firstStep, long lastStep, long parameterCount) implements RunEvent {}

  /**
   * A training step was taken.
   *
   * @param step how many steps were taken, this one included
   * @param loss its weighted loss
   * @param gradientNorm the global norm of the gradient before clipping
   * @param learningRate its learning rate
   * @param seconds how long it took
   */
  record StepTaken(long step, double loss, double gradientNorm, double learningRate, double seconds)
      implements RunEvent {}

  /**
   * The validation or test split was scored.
   *
   * @param step how many training steps were taken before
   * @param scores the scores by name
   */
  record Evaluated(long step, Map<String, Double> scores) implements RunEvent {}

  /**
   * A checkpoint was written.
   *
   * @param step how many training steps were taken before
   * @param directory where it lies
   */
  record CheckpointSaved(long step, Path directory) implements RunEvent {}

  /**
   * Training ended.
   *
   * @param step how many steps were taken
   * @param reason why
   */
  record TrainingEnded(long step, Reason reason) implements RunEvent {}

  /** Why training ended. */
  enum Reason {
    /** All steps were taken. */
    FINISHED,
    /** The metric that is watched no longer improves. */
    STOPPED_EARLY,
    /** Someone asked for it; it can be resumed. */
    INTERRUPTED
  }
}
