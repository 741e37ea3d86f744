package io.stagger.diffusion.level;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/** A generator that gives numbers from a script, and insists on the bounds that go with them. */
final class TestingScriptedRandom implements RandomGenerator {
  private final Deque<Integer> integers = new ArrayDeque<>();
  private final Deque<int[]> bounds = new ArrayDeque<>();
  private final Deque<Double> doubles = new ArrayDeque<>();

  /** Lets the next integer, which has to be asked for from these bounds, be this one. */
  TestingScriptedRandom then(int origin, int bound, int value) {
    bounds.add(new int[] {origin, bound});
    integers.add(value);
    return this;
  }

  /** Lets the next double be this one. */
  TestingScriptedRandom then(double value) {
    doubles.add(value);
    return this;
  }

  /** Whether everything was asked for. */
  boolean isUsedUp() {
    return integers.isEmpty() && doubles.isEmpty();
  }

  @Override
  public int nextInt(int bound) {
    return nextInt(0, bound);
  }

  @Override
  public int nextInt(int origin, int bound) {
    int[] expected = bounds.remove();
    if (expected[0] != origin || expected[1] != bound) {
      throw new AssertionError(
          "Asked for {%d .. %d}, not {%d .. %d}."
              .formatted(origin, bound - 1, expected[0], expected[1] - 1));
    }
    return integers.remove();
  }

  @Override
  public double nextDouble() {
    return doubles.remove();
  }

  @Override
  public long nextLong() {
    throw new AssertionError("Asked for a long, which is not in the script.");
  }
}
