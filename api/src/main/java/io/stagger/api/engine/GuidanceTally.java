package io.stagger.api.engine;

/**
 * How often sampling was steered. Each objective counts once a denoising step for each sequence.
 *
 * @param gradients how many gradients were applied, at least 0
 * @param clipped how many of them were clipped to their clip norm
 * @since 0.1.0
 */
public record GuidanceTally(long gradients, long clipped) {
  /** Nothing was steered. */
  public static final GuidanceTally NONE = new GuidanceTally(0, 0);

  /** Checks the counts. */
  public GuidanceTally {
    if (clipped < 0 || clipped > gradients) {
      throw new IllegalArgumentException(
          "Of %d gradients, %d can't have been clipped.".formatted(gradients, clipped));
    }
  }

  /** What came after an earlier tally. */
  public GuidanceTally since(GuidanceTally earlier) {
    return new GuidanceTally(gradients - earlier.gradients, clipped - earlier.clipped);
  }

  /** Both tallies together. */
  public GuidanceTally plus(GuidanceTally other) {
    return new GuidanceTally(gradients + other.gradients, clipped + other.clipped);
  }
}
