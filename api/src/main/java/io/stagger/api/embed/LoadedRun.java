package io.stagger.api.embed;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.api.sampling.TokenStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * A trained run that is open to be sampled. Owns native memory until it is closed.
 *
 * <p>Any thread may call anything. Calls into the model of one run take turns; different runs are
 * independent. What needs the model or the data ends with the run: sampling, streaming, and reading
 * samples throw an {@link IllegalStateException} afterwards. Schedules and tokenizers, which hold
 * nothing native, go on working.
 *
 * @since 0.1.0
 */
public interface LoadedRun extends AutoCloseable {
  /** The run's directory. */
  Path directory();

  /** What the run is called. */
  String name();

  /** How many training steps the model has taken. */
  long step();

  /** A phrase that says what the model learned from. */
  String data();

  /** How many leading tokens of a sample are known when it is predicted, at least 0. */
  int knownTokens();

  /** S, the number of denoising steps that the run is configured with, at least 1. */
  int steps();

  /**
   * Samples tokens: whole sequences, or streams without an end, which end with the run. Always the
   * same one. Unlike samplers elsewhere, any thread may use it: calls take turns.
   */
  TokenSampler sampler();

  /**
   * Begins a roll-out without an end, by the schedule that the run is configured with.
   *
   * @return owned by the caller; ends with the run
   * @throws StaggerException if the schedule can't be followed without an end
   */
  default TokenStream stream(StreamRequest request) {
    return sampler().stream(request);
  }

  /**
   * A sampling schedule of the plugins, whatever the run is configured with.
   *
   * @param schedule a name such as {@code autoregressive}, {@code full-sequence} or {@code
   *     pyramid}, possibly with settings behind it: {@code pyramid:uncertaintyScale=0.5}; relative
   *     file names in them count from the folder of the run's experiment
   * @throws StaggerException if there is no such schedule, or a setting is wrong
   */
  SamplingSchedule schedule(String schedule);

  /**
   * The plan of a sampling schedule in as many steps as the run is configured with, for {@link
   * SamplingTask#of}. {@code schedule(name).matrix(horizon, steps)} takes any other number of
   * steps, and {@link TokenSampler#matrix} gives the plan that the run is configured with.
   *
   * @param schedule as for {@link #schedule}
   * @param horizon how many tokens to sample, at least 1
   * @throws StaggerException if there is no such schedule, or it can't serve so many tokens
   */
  default SchedulingMatrix matrix(String schedule, int horizon) {
    return schedule(schedule).matrix(horizon, steps());
  }

  /** The ways of sampling that the run's evaluation compares, by name. */
  Map<String, SamplingSchedule> ways();

  /** The class of a sample. Unless it is shared, it is not the application's class of that name. */
  Class<?> sampleType();

  /** Samples of the run's modality, whose class the application does not know. */
  RunSamples<?> samples();

  /**
   * Samples of the run's modality.
   *
   * @param sampleType the class of a sample, which the application shares with the plugins unless
   *     it is Java's own; see {@link StaggerOptions#sharing}
   * @throws StaggerException if it is another class, or is not shared
   */
  <S> RunSamples<S> as(Class<S> sampleType);

  /**
   * Cancels what streams are doing, waits for calls that are under way, and gives back native
   * memory. Closing twice is harmless.
   *
   * @throws IllegalStateException if it is called by what this run calls meanwhile: an observer, or
   *     whoever supplies conditions
   */
  @Override
  void close();
}
