package io.stagger.diffusion.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.testkit.NoiseLevelSamplerConformance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestMonotoneLevelSampler implements NoiseLevelSamplerConformance {
  @Override
  public NoiseLevelSampler noiseLevelSampler() {
    return new MonotoneLevelSampler();
  }

  /** All non-decreasing sequences, each with the probability that the counting recursion gives. */
  @ParameterizedTest
  @CsvSource({"1,5", "2,1", "2,2", "2,7", "3,3", "3,5", "4,2", "4,4", "5,3", "6,2", "7,1"})
  void sequencesHaveTheProbabilitiesOfTheCountingRecursion(int time, int levelCount) {
    Map<List<Integer>, Double> expected = new HashMap<>();
    enumerate(new ArrayList<>(), time, levelCount, expected);
    assertThat(expected.values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-12));

    int draws = 60_000;
    NoiseLevels levels =
        TestingDraw.of(noiseLevelSampler(), draws, time, levelCount, new Random(7)).levels();
    Map<List<Integer>, Integer> observed = new HashMap<>();
    for (int sequence = 0; sequence < draws; sequence++) {
      observed.merge(row(levels, sequence), 1, Integer::sum);
    }
    assertThat(expected.keySet()).containsAll(observed.keySet());
    double chiSquare = 0;
    for (Map.Entry<List<Integer>, Double> each : expected.entrySet()) {
      double mean = each.getValue() * draws;
      assertThat(mean).as("expected draws of %s", each.getKey()).isGreaterThan(5);
      double excess = observed.getOrDefault(each.getKey(), 0) - mean;
      chiSquare += excess * excess / mean;
    }
    int freedom = expected.size() - 1;
    assertThat(chiSquare)
        .as("chi-square with %d degrees of freedom", freedom)
        .isLessThan(freedom + 4 * Math.sqrt(2.0 * freedom) + 1e-9);
  }

  /** The mean level of a token in closed form, which an overflow anywhere would miss. */
  @ParameterizedTest
  @CsvSource({"100,1000000,4000", "1000,10,2000", "10000,1000000,150"})
  void meanOfEachTokenIsThatOfTheDefinition(int time, int levelCount, int draws) {
    double[] mean = new double[time];
    double[] square = new double[time];
    Random random = new Random(3);
    for (int draw = 0; draw < draws; draw++) {
      NoiseLevels levels =
          TestingDraw.of(noiseLevelSampler(), 1, time, levelCount, random).levels();
      int before = 0;
      for (int token = 0; token < time; token++) {
        int level = levels.get(0, token);
        assertThat(level >= before && level < levelCount)
            .as("whether level %d may follow %d", level, before)
            .isTrue();
        before = level;
        double share = level / (levelCount - 1.0);
        mean[token] += share / draws;
        square[token] += share * share / draws;
      }
    }
    for (int token = 0; token < time; token += Math.max(1, time / 50)) {
      double expected = expectedShare(token, time);
      double deviation = Math.sqrt(square[token] - mean[token] * mean[token]);
      assertThat(mean[token])
          .as("mean of token %d", token)
          .isCloseTo(expected, within(5 * deviation / Math.sqrt(draws) + 1e-3));
    }
  }

  @Test
  void paddingContinuesTheRise() {
    int[] lengths = {1, 3, 6};
    TestingDraw draw = TestingDraw.of(noiseLevelSampler(), lengths, 6, 100, new Random(5));
    for (int sequence = 0; sequence < 3; sequence++) {
      assertThat(row(draw.levels(), sequence)).isSorted();
      for (int token = lengths[sequence]; token < 6; token++) {
        assertThat(draw.levels().get(sequence, token)).isEqualTo(99);
      }
    }
    assertThat(draw.shares()).containsOnly(1);
  }

  @Test
  void everyTokenSeesLowAndHighLevels() {
    NoiseLevels levels =
        TestingDraw.of(noiseLevelSampler(), 20_000, 10, 1000, new Random(2)).levels();
    for (int token = 0; token < 10; token++) {
      int high = 0;
      for (int sequence = 0; sequence < levels.batch(); sequence++) {
        high += levels.get(sequence, token) >= 900 ? 1 : 0;
      }
      // The pivot alone is the token in a tenth of the draws, and high in a tenth of those.
      assertThat(high).as("high levels of token %d", token).isGreaterThan(150);
    }
  }

  /** E[k(t)] / (K - 1), averaged over where the pivot is. */
  private static double expectedShare(int token, int time) {
    double sum = 0;
    for (int pivot = 0; pivot < time; pivot++) {
      sum +=
          token <= pivot
              ? (token + 1.0) / (pivot + 1)
              : 1 + (token - pivot) / (double) (time - pivot);
    }
    return sum / time / 2;
  }

  private static void enumerate(
      List<Integer> prefix, int time, int levelCount, Map<List<Integer>, Double> probabilities) {
    if (prefix.size() == time) {
      double probability = 0;
      for (int pivot = 0; pivot < time; pivot++) {
        int level = prefix.get(pivot);
        long completions = count(pivot, level + 1) * count(time - pivot - 1, levelCount - level);
        probability += 1.0 / time / levelCount / completions;
      }
      probabilities.put(List.copyOf(prefix), probability);
      return;
    }
    int lowest = prefix.isEmpty() ? 0 : prefix.get(prefix.size() - 1);
    for (int level = lowest; level < levelCount; level++) {
      prefix.add(level);
      enumerate(prefix, time, levelCount, probabilities);
      prefix.remove(prefix.size() - 1);
    }
  }

  /** The paper's recursion: a sequence that ends at most at j goes on to any value from j on. */
  private static long count(int length, int values) {
    long[] endingAt = new long[values];
    Arrays.fill(endingAt, 1);
    if (length == 0) {
      return 1;
    }
    for (int position = 1; position < length; position++) {
      for (int value = 1; value < values; value++) {
        endingAt[value] += endingAt[value - 1];
      }
    }
    return Arrays.stream(endingAt).sum();
  }

  private static List<Integer> row(NoiseLevels levels, int sequence) {
    List<Integer> row = new ArrayList<>();
    for (int token = 0; token < levels.time(); token++) {
      row.add(levels.get(sequence, token));
    }
    return row;
  }
}
