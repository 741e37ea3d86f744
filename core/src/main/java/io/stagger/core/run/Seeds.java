package io.stagger.core.run;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Derives the seed of everything random from the run's seed, what it is for, and where in the run
 * it is used. So nothing that is drawn in one place shifts what is drawn in another.
 *
 * @param run the run's seed
 */
public record Seeds(long run) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** What a seed is for. */
  public enum Purpose {
    /** Initial parameters. */
    PARAMETERS(1),
    /** The order of training samples. */
    ORDER(2),
    /** Noise levels in training. */
    LEVELS(3),
    /** Noise and dropout in training. */
    NOISE(4),
    /** Noise in sampling. */
    SAMPLING(5),
    /** Baselines. */
    BASELINE(6),
    /** Noise of tokens that sampling begins with less noisy. */
    WARM_START(7),
    /** Trials. */
    TRIAL(8),
    /** Windows of streams. */
    WINDOW(9);

    private final long id;

    Purpose(long id) {
      this.id = id;
    }
  }

  /**
   * A seed.
   *
   * @param place numbers that say where it is used, such as a step
   */
  public long of(Purpose purpose, long... place) {
    long seed = mix(run + GOLDEN * purpose.id);
    for (long number : place) {
      seed = mix(seed + GOLDEN * (mix(number) | 1));
    }
    return seed;
  }

  /** A generator of the seed {@link #of}. */
  public RandomGenerator generator(Purpose purpose, long... place) {
    return new SplittableRandom(of(purpose, place));
  }

  /** The finalizer of SplitMix64, which spreads every bit over all others. */
  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
