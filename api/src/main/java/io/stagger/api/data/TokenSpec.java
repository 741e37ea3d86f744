package io.stagger.api.data;

import java.util.List;

/**
 * The shape of one token and the width of the conditions that come with it.
 *
 * @param shape the dimensions of a token, for instance [20] for 20 series or [3, 64, 64] for a
 *     frame; at least one, each at least 1
 * @param conditionWidth how many known numbers accompany each token; 0 for none
 * @since 0.1.0
 */
public record TokenSpec(List<Integer> shape, int conditionWidth) {
  /** Checks the dimensions. */
  public TokenSpec {
    shape = List.copyOf(shape);
    if (shape.isEmpty() || shape.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "A token has at least one dimension and each is at least 1, not " + shape + ".");
    }
    if (conditionWidth < 0) {
      throw new IllegalArgumentException(
          "The condition width is at least 0, not " + conditionWidth + ".");
    }
  }

  /** A token that is a vector. */
  public static TokenSpec vector(int width, int conditionWidth) {
    return new TokenSpec(List.of(width), conditionWidth);
  }

  /** How many numbers one token holds: the product of its dimensions. */
  public int width() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
