package io.stagger.api.engine;

import io.stagger.api.engine.SamplingRequest.Stabilization;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Samples a batch of sequences. The tokens live inside the engine: committed ones in its memory,
 * then the active ones, which steps update.
 *
 * <p>What memory is depends on the backbone, and nobody outside the engine needs to know: the
 * latent of a recurrent one, the key/value cache of a causal transformer, the raw window of a
 * bidirectional one.
 *
 * <p>What a token starts as depends on the session's seed and the token's position in the sequence;
 * the noise of a step on these and on the number of steps run before; neither on anything else. So
 * it makes no difference whether tokens are appended one by one or together, nor whether steps are
 * run one by one or together.
 *
 * <p>Not thread-safe. Owns native memory until it is closed.
 *
 * @since 0.1.0
 */
public interface SamplingSession extends AutoCloseable {
  /** The number of sequences. */
  int batch();

  /** How many tokens of each sequence are committed. */
  int committed();

  /** How many tokens of each sequence are active. */
  int active();

  /**
   * Appends known tokens to the active ones.
   *
   * @param values clean tokens [batch, count, token width], a direct buffer in native byte order
   * @param conditions [batch, count, condition width], likewise; empty if the width is 0
   * @throws IllegalStateException if the model's window would be exceeded
   */
  void append(int count, FloatBuffer values, FloatBuffer conditions);

  /**
   * Appends tokens of pure noise to the active ones: standard normal numbers, clipped as noise is,
   * times {@link io.stagger.api.diffusion.NoiseSchedule#initialScale}.
   *
   * @param conditions [batch, count, condition width], a direct buffer in native byte order; empty
   *     if the width is 0
   * @throws IllegalStateException if the model's window would be exceeded
   */
  void appendNoise(int count, FloatBuffer conditions);

  /**
   * Puts known tokens in the place of active ones, whatever these were.
   *
   * @param first the first active token that is replaced, from 0 to {@code active() - 1}
   * @param count how many
   * @param values clean tokens [batch, count, token width], a direct buffer in native byte order
   * @param conditions [batch, count, condition width], likewise; empty if the width is 0
   */
  void replace(int first, int count, FloatBuffer values, FloatBuffer conditions);

  /**
   * Takes the last active tokens away. Tokens that are appended later begin as if these had never
   * been there.
   *
   * @param count how many, from 1 to {@code active()}
   */
  void drop(int count);

  /**
   * Runs denoising steps of the active tokens.
   *
   * @param plan describes exactly the active tokens
   */
  void step(DenoisingSteps plan);

  /**
   * Moves the first {@code count} active tokens to memory, shown at the request's stabilization
   * level from now on. They are clean: known, or finished.
   */
  void commit(int count);

  /**
   * Moves the first {@code count} active tokens to memory, shown at a level of their own from now
   * on: an observation with noise of its own is shown scaled as if at the level that has as much,
   * without fresh noise.
   *
   * @param shown how the network sees these tokens
   */
  void commit(int count, Stabilization shown);

  /**
   * Steers towards something else from the next step on.
   *
   * @param guidance as in {@link SamplingRequest#guidance}; empty for nothing
   */
  void steer(List<SamplingRequest.Guidance> guidance);

  /**
   * Another session that goes on from here by itself. Both share what they hold until one of them
   * changes it, so a fork costs no copy of the memory. With this session's seed it does what this
   * one would do, to the last bit; with another one it is another future of the same past.
   *
   * @param seed decides the noise that is drawn from now on
   * @return owned by the caller, and open however this session ends
   */
  SamplingSession fork(long seed);

  /**
   * Copies everything that this session holds out of the engine. {@link Model#resume} makes a
   * session of it that goes on as this one would, to the last bit.
   */
  SessionState save();

  /**
   * Reads active tokens.
   *
   * @param first the first one, from 0 to {@code active() - 1}
   * @param count how many
   * @param target receives [batch, count, token width] from its position on
   */
  void read(int first, int count, FloatBuffer target);

  /**
   * How often this session has been steered so far, and how often the gradient was clipped. A fork
   * and a session that was saved begin at 0, so that the tallies of all sessions add up to all that
   * was done.
   */
  GuidanceTally guidance();

  /** Gives back native memory. Closing twice is harmless. */
  @Override
  void close();
}
