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

  private static void check(String what, String name, FloatBuffer numbers, int sequence, int time) {
    int place = firstNotFinite(numbers);
    if (place >= 0) {
      throw new IllegalArgumentException(
          "%s token %d of sequence %d has the %s %s at place %d, but a model takes finite numbers only: fill gaps before."
              .formatted(what, time, sequence, name, numbers.get(place), place));
    }
  }

  /** The first place of a number that is not finite, from position to limit; -1 if all are. */
  static int firstNotFinite(FloatBuffer numbers) {
    for (int i = numbers.position(); i < numbers.limit(); i++) {
      if (!Float.isFinite(numbers.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
