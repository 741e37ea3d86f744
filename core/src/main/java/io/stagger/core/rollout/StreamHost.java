package io.stagger.core.rollout;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.sampling.SamplingTask.Steering;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What streams need of the sampler that they belong to. */
public interface StreamHost {
  /** The trained model. Its calls take turns: {@link #turn} is held during each. */
  Model model();

  /** Held during each call into the engine, by all streams of one sampler. */
  ReentrantLock turn();

  /** Calls into the engine when it is one's turn. */
  default <T> T inTurn(Supplier<T> call) {
    turn().lock();
    try {
      return call.get();
    } finally {
      turn().unlock();
    }
  }

  /** Calls into the engine when it is one's turn. */
  default void inTurn(Runnable call) {
    turn().lock();
    try {
      call.run();
    } finally {
      turn().unlock();
    }
  }

  /** The shape of the tokens. */
  TokenSpec spec();

  /** The most tokens that the model sees together. */
  int together();

  /** The most tokens that a sequence had in training. */
  int trainingLength();

  /** Whether the backbone remembers any number of committed tokens. */
  boolean remembersWithoutLimit();

  /** How finished tokens are shown. */
  Stabilization stabilization();

  /** How much signal and noise each training level holds. */
  NoiseSchedule noiseSchedule();

  /** The training level of a sampling level. */
  int trainingLevel(int samplingLevel);

  /** The plan that the run is configured with, for a number of tokens. */
  SchedulingMatrix matrix(int horizon);

  /** What a session is opened with. */
  SamplingRequest request(int batch, Steering steering, List<Guidance> guidance, long seed);

  /**
   * What steers, as configured and as asked for.
   *
   * @param sequences what is known of each sequence
   * @param known how many leading tokens of them are known
   */
  List<Guidance> guidance(Steering steering, List<Tokens> sequences, int known);

  /** How many futures guidance looks at. */
  int futures(Steering steering);

  /**
   * Plans the steps between consecutive rows.
   *
   * @param known how many known tokens come before those of the plan
   * @param plan the levels
   * @param row the row that the first step begins at
   * @param steps how many steps
   * @param firstToken the first token of the plan that is active
   * @param tokens how many of them are
   */
  DenoisingSteps plan(int known, LevelPlan plan, long row, int steps, long firstToken, int tokens);

  /** Plans that a known token is shown at a level of its own in a step. */
  void show(DenoisingSteps plan, int step, int token, Stabilization shown);

  /** The seed of the session that a stream of a seed goes on in. */
  long sessionSeed(long seed);

  /** The seed of the session of a window that begins at a position, of a stream of a seed. */
  long windowSeed(long seed, long position);

  /** Adds to how often the sampler has steered. */
  void steered(GuidanceTally tally);

  /**
   * What has to be the same for a snapshot to go on to the last bit, by what messages call it: the
   * model's parameters, noise, solver and so on.
   */
  Map<String, String> fingerprint();
}
