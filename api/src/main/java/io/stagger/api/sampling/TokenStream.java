package io.stagger.api.sampling;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * A batch of sequences that are rolled out token by token, without an end and in constant memory.
 * What is observed and what is pulled become the past, which the model remembers as far as it can.
 *
 * <p>Nothing is sampled unless somebody pulls. The same observations, pulls and seed give the same
 * tokens, to the last bit, whether tokens are pulled one by one or several at once.
 *
 * <p>Any thread may call anything: calls wait for each other, and the engine calls of all streams
 * of one sampler take turns, but {@link #cancel} never waits. Owns native memory until it is
 * closed.
 *
 * @since 0.1.0
 */
public interface TokenStream extends AutoCloseable {
  /** The shape of the tokens. */
  TokenSpec spec();

  /** The number of sequences. */
  int batch();

  /** How many tokens of each sequence were observed or pulled. */
  long position();

  /**
   * Says what the next tokens are. A token that was in the making gives way; the ones after it go
   * on from where they are, now with this past.
   *
   * @param tokens for each sequence one or more tokens with their conditions, all real, equally
   *     many
   */
  default void observe(List<Tokens> tokens) {
    observe(tokens, 0);
  }

  /**
   * Says what the next tokens are as far as one knows: the model is shown them at the noise level
   * that has as much noise (the posterior update of section 3.2 of the paper), though never at a
   * lower one than that of stabilization.
   *
   * @param tokens for each sequence one or more tokens with their conditions, all real, equally
   *     many
   * @param deviation the standard deviation of the error of their values, in the unit of tokens, in
   *     which noise has 1; at least 0
   * @throws IllegalArgumentException if there are not as many sequences, they differ in length, or
   *     a number is not finite
   */
  void observe(List<Tokens> tokens, double deviation);

  /**
   * Samples the next tokens, which become the past.
   *
   * @param count at least 1
   * @return for each sequence so many tokens with their conditions, all real
   * @throws java.util.concurrent.CancellationException if it was cancelled meanwhile; what was
   *     sampled is kept, and the next pull goes on from there
   * @throws io.stagger.api.StaggerException if the model or an objective of guidance fails
   */
  List<Tokens> next(int count);

  /** Changes the conditions of tokens that have not begun yet. */
  void condition(StreamConditions conditions);

  /** Steers otherwise from the next denoising step on. */
  void steer(SamplingTask.Steering steering);

  /**
   * Another stream that goes on from here by itself, and shares this one's memory.
   *
   * @param seed decides the noise that is drawn from now on; with this stream's seed it does what
   *     this one would do, and with another one it is another future of the same past
   * @return owned by the caller, and open however this one ends
   */
  TokenStream fork(long seed);

  /**
   * Everything that {@link TokenSampler#resume} needs to go on as this stream would, to the last
   * bit: a file in the safetensors format.
   */
  byte[] snapshot();

  /**
   * The tokens to come as a stream of their own, one token of every sequence an item, sampled when
   * they are requested, so that a slow subscriber holds the roll-out back. It has one subscriber at
   * a time, and never completes by itself; cancelling the subscription ends it within one engine
   * call. Pulling and observing meanwhile are possible and take turns with it.
   *
   * @param executor runs the sampling, and calls the subscriber
   */
  Flow.Publisher<List<Tokens>> publisher(Executor executor);

  /**
   * Ends the pull that is under way, if any, after the engine call that is under way. Returns at
   * once. The stream can be used further.
   */
  void cancel();

  /**
   * Gives back native memory. Cancels a pull that is under way and waits for it. Closing twice is
   * harmless.
   */
  @Override
  void close();
}
