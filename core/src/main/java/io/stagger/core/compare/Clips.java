package io.stagger.core.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which samples were cut from the same clip. Data sources don't say, so it is found out: two
 * samples are joined where the last tokens of the one are the first tokens of the other.
 */
final class Clips {
  /**
   * Clips that are longer than so many samples are timelines, whose windows are far apart for the
   * most part.
   */
  private static final int LONG = 8;

  private final List<float[]> samples;
  private final int width;

  /** For each sample its tokens' hash codes, which are quick to compare. */
  private final int[][] hashes;

  /** For each sample the number of its clip, which is that of one of its samples. */
  private final int[] clips;

  /** For each sample where it begins in its clip, counted from any token. */
  private final int[] places;

  private Clips(List<float[]> samples, int width) {
    this.samples = samples;
    this.width = width;
    this.hashes = samples.stream().map(values -> hashes(values, width)).toArray(int[][]::new);
    this.clips = IntStream.range(0, samples.size()).toArray();
    this.places = new int[samples.size()];
  }

  private static int[] hashes(float[] values, int width) {
    int[] hashes = new int[values.length / width];
    for (int token = 0; token < hashes.length; token++) {
      hashes[token] =
          Arrays.hashCode(Arrays.copyOfRange(values, token * width, (token + 1) * width));
    }
    return hashes;
  }

  /**
   * Finds clips.
   *
   * @param samples each [tokens, width]
   * @param width numbers in a token
   * @param least how many tokens samples share at least to be joined
   * @return for each sample the number of its clip; nothing if there is only one, or if they are
   *     timelines: longer than some samples on average
   */
  static Optional<int[]> find(List<float[]> samples, int width, int least) {
    Clips found = new Clips(samples, width);
    found.join(least);
    long count = IntStream.of(found.clips).distinct().count();
    return count > 1 && found.tokens() <= LONG * count * found.longest()
        ? Optional.of(found.clips)
        : Optional.empty();
  }

  private int longest() {
    return Stream.of(hashes).mapToInt(tokens -> tokens.length).max().orElse(0);
  }

  /** How many tokens all clips have, each counted once. */
  private long tokens() {
    Map<Integer, IntSummaryStatistics> spans = new HashMap<>();
    for (int sample = 0; sample < clips.length; sample++) {
      IntSummaryStatistics span =
          spans.computeIfAbsent(clips[sample], clip -> new IntSummaryStatistics());
      span.accept(places[sample]);
      span.accept(places[sample] + hashes[sample].length);
    }
    return spans.values().stream().mapToLong(span -> span.getMax() - span.getMin()).sum();
  }

  private void join(int least) {
    Map<Integer, List<Integer>> beginnings = new HashMap<>();
    for (int sample = 0; sample < hashes.length; sample++) {
      if (hashes[sample].length >= least) {
        beginnings.computeIfAbsent(run(sample, 0, least), run -> new ArrayList<>()).add(sample);
      }
    }
    for (int sample = 0; sample < hashes.length; sample++) {
      for (int at = 0; at + least <= hashes[sample].length; at++) {
        for (int next : beginnings.getOrDefault(run(sample, at, least), List.of())) {
          if (clips[sample] != clips[next] && continues(sample, at, next)) {
            join(clips[sample], clips[next], places[sample] + at - places[next]);
          }
        }
      }
    }
  }

  /** Joins a clip to another one in which it begins so many tokens later. */
  private void join(int clip, int other, int later) {
    for (int sample = 0; sample < clips.length; sample++) {
      if (clips[sample] == other) {
        clips[sample] = clip;
        places[sample] += later;
      }
    }
  }

  private int run(int sample, int from, int count) {
    int hash = 1;
    for (int token = from; token < from + count; token++) {
      hash = 31 * hash + hashes[sample][token];
    }
    return hash;
  }

  /** Whether a sample goes on from a token as another one begins, as far as both reach. */
  private boolean continues(int sample, int at, int next) {
    int shared = Math.min(hashes[sample].length - at, hashes[next].length);
    return Arrays.equals(hashes[sample], at, at + shared, hashes[next], 0, shared)
        && Arrays.equals(
            samples.get(sample),
            at * width,
            (at + shared) * width,
            samples.get(next),
            0,
            shared * width);
  }
}
