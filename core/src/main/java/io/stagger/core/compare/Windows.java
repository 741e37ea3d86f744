package io.stagger.core.compare;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Windows of token sequences, each a vector of all the numbers of its tokens.
 *
 * @param vectors the windows, equally long; not copied
 * @param sources for each window what it came from: windows of one sequence, or of sequences that
 *     began alike, are not independent of one another; not copied
 */
record Windows(List<float[]> vectors, int[] sources) {
  /** Checks the sizes. */
  Windows {
    if (vectors.size() != sources.length) {
      throw new IllegalArgumentException(
          "%d windows don't go with %d sources.".formatted(vectors.size(), sources.length));
    }
  }

  /**
   * Cuts windows that end within a span of each sequence.
   *
   * @param sequences each [tokens, width]
   * @param width numbers in a token
   * @param size tokens in a window
   * @param from the first token that windows may begin with
   * @param until the token before which they have ended
   * @param stride tokens from the beginning of one to that of the next
   * @return none where a sequence is too short
   */
  static Windows cut(
      List<float[]> sequences, int width, int size, int from, int until, int stride) {
    List<float[]> vectors = new ArrayList<>();
    List<Integer> sources = new ArrayList<>();
    for (int sequence = 0; sequence < sequences.size(); sequence++) {
      float[] values = sequences.get(sequence);
      int end = Math.min(until, values.length / width);
      // Counted from the end, so that the window nearest to the horizon is always among them.
      List<float[]> cut = new ArrayList<>();
      for (int start = end - size; start >= from; start -= stride) {
        cut.add(Arrays.copyOfRange(values, start * width, (start + size) * width));
      }
      Collections.reverse(cut);
      for (float[] window : cut) {
        vectors.add(window);
        sources.add(sequence);
      }
    }
    return new Windows(vectors, sources.stream().mapToInt(Integer::intValue).toArray());
  }

  /** How many there are. */
  int size() {
    return vectors.size();
  }

  /**
   * Each window once: samples of a data source may overlap, and what they share would count more
   * than the rest.
   */
  Windows distinct() {
    // Buffers are equal if their numbers are.
    Set<FloatBuffer> seen = new HashSet<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      if (seen.add(FloatBuffer.wrap(vectors.get(i)))) {
        kept.add(i);
      }
    }
    return select(kept);
  }

  /**
   * At most so many of them, drawn without replacement, in their order.
   *
   * @param seed decides which
   */
  Windows atMost(int most, long seed) {
    if (size() <= most) {
      return this;
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> kept = new ArrayList<>(most);
    // Selection sampling: each subset of the size is equally likely, and the order stays.
    for (int i = 0; kept.size() < most; i++) {
      if (random.nextDouble() * (size() - i) < most - kept.size()) {
        kept.add(i);
      }
    }
    return select(kept);
  }

  /**
   * The same windows, where several sequences are one source.
   *
   * @param groups for each sequence that windows were cut from the number of its source
   */
  Windows grouped(int[] groups) {
    return new Windows(vectors, IntStream.of(sources).map(source -> groups[source]).toArray());
  }

  /**
   * The same windows, each a source of its own if they all have the same one: otherwise there would
   * be no pair to take a distance of.
   */
  Windows apart() {
    return IntStream.of(sources).distinct().count() > 1
        ? this
        : new Windows(vectors, IntStream.range(0, size()).toArray());
  }

  /** Whether every number is finite. */
  boolean areFinite() {
    for (float[] vector : vectors) {
      for (float value : vector) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }

  private Windows select(List<Integer> indices) {
    return new Windows(
        indices.stream().map(vectors::get).toList(),
        indices.stream().mapToInt(i -> sources[i]).toArray());
  }
}
