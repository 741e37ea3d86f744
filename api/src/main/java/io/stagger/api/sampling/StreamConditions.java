package io.stagger.api.sampling;

import java.nio.FloatBuffer;

/**
 * Supplies the conditions of tokens that are still to come.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface StreamConditions {
  /** For models without conditions. */
  StreamConditions NONE = (sequence, position, target) -> {};

  /**
   * The conditions of one token, asked for once, when the token begins: with a schedule that keeps
   * several tokens in the making, that is earlier than when it is pulled.
   *
   * @param sequence which one of the batch
   * @param position the token's position in its sequence, counted from 0
   * @param target receives as many numbers as a token has conditions, all finite; fewer, more or
   *     others end the pull with a {@link io.stagger.api.StaggerException}
   */
  void put(int sequence, long position, FloatBuffer target);
}
