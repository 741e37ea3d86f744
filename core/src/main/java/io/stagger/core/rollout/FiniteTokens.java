package io.stagger.core.rollout;

import io.stagger.api.data.Tokens;
import java.nio.FloatBuffer;

/** Refuses numbers that would make everything after them not-a-number. */
public final class FiniteTokens {
  private FiniteTokens() {}

  /**
   * Checks the values of a token.
   *
   * @param what which kind of token it is, such as "Known"
   * @param sequence which one of a batch it belongs to
   * @throws IllegalArgumentException if one is not finite
   */
  public static void checkValues(String what, Tokens tokens, int sequence, int time) {
    int width = tokens.spec().width();
    check(what, "value", tokens.values().slice(time * width, width), sequence, time);
  }

  /**
   * Checks the conditions of a token.
   *
   * @param what which kind of token it is, such as "Known"
   * @param sequence which one of a batch it belongs to
   * @throws IllegalArgumentException if one is not finite
   */
  public static void checkConditions(String what, Tokens tokens, int sequence, int time) {
    int width = tokens.spec().conditionWidth();
    check(what, "condition", tokens.conditions().slice(time * width, width), sequence, time);
  }

  /**
   * Checks numbers of a token.
   *
   * @param what which kind of token it is, such as "Known"
   * @param name what a number is
   * @param numbers from position to limit
   * @param sequence which one of a batch the token belongs to
   * @param position where in its sequence
   * @throws IllegalArgumentException if one is not finite
   */
  static void check(String what, String name, FloatBuffer numbers, int sequence, long position) {
    for (int i = numbers.position(); i < numbers.limit(); i++) {
      if (!Float.isFinite(numbers.get(i))) {
        throw new IllegalArgumentException(
            "%s token %d of sequence %d has the %s %s at place %d, but a model takes finite numbers only: fill gaps before, or leave the token out."
                .formatted(what, position, sequence, name, numbers.get(i), i));
      }
    }
  }
}
