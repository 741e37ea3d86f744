package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestNoiseLevelSamplerConformance {
  @Test
  void passesASoundSampler() {
    assertThat(
            failures(
                (request, levels, shares, random) -> fill(levels, 0, request.levelCount(), random)))
        .isEmpty();
  }

  @Test
  void noticesLevelsOutOfRange() {
    assertThat(
            failures(
                (request, levels, shares, random) ->
                    fill(levels, 0, request.levelCount() + 1, random)))
        .contains("levelsAreInRange", "countsSomethingBeforeThePadding");
  }

  @Test
  void noticesCleanTokensThatCount() {
    assertThat(
            failures(
                (request, levels, shares, random) ->
                    fill(levels, -1, request.levelCount(), random)))
        .containsExactlyInAnyOrder("countsNoisedTokensOnly", "countsSomethingBeforeThePadding");
  }

  @Test
  void passesASamplerThatCountsTokensInPart() {
    assertThat(
            failures(
                (request, levels, shares, random) -> {
                  fill(levels, 0, request.levelCount(), random);
                  for (int i = 0; i < shares.length; i++) {
                    shares[i] = 1.5f + i % 2;
                  }
                }))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void noticesSharesOutOfRange(float share) {
    assertThat(
            failures(
                (request, levels, shares, random) -> {
                  fill(levels, 0, request.levelCount(), random);
                  shares[shares.length - 1] = share;
                }))
        .containsExactly("sharesAreInRange");
  }

  @Test
  void noticesThatNothingCounts() {
    assertThat(
            failures(
                (request, levels, shares, random) -> {
                  fill(levels, 0, request.levelCount(), random);
                  Arrays.fill(shares, 0);
                }))
        .containsExactlyInAnyOrder(
            "countsNoisedTokensOnly", "countsSomethingBeforeThePadding", "everyLevelIsLearnedAt");
  }

  @Test
  void noticesThatPaddingAloneCounts() {
    assertThat(
            failures(
                (request, levels, shares, random) -> {
                  fill(levels, 0, request.levelCount(), random);
                  Arrays.fill(shares, 0);
                  for (int end = levels.time() - 1; end < shares.length; end += levels.time()) {
                    shares[end] = 1;
                  }
                }))
        .containsExactly("countsSomethingBeforeThePadding");
  }

  @Test
  void noticesRandomnessOfItsOwn() {
    Random own = new Random(1);
    assertThat(
            failures(
                (request, levels, shares, random) -> fill(levels, 0, request.levelCount(), own)))
        .containsExactly("drawIsAFunctionOfTheGenerator");
  }

  @Test
  void noticesLevelsThatAreNeverDrawn() {
    assertThat(
            failures(
                (request, levels, shares, random) ->
                    fill(levels, 0, Math.max(1, request.levelCount() - 1), random)))
        .containsExactly("everyLevelIsLearnedAt");
  }

  private static void fill(NoiseLevels levels, int from, int to, RandomGenerator random) {
    for (int i = 0; i < levels.array().length; i++) {
      levels.array()[i] = from + random.nextInt(to - from);
    }
  }

  private static Set<String> failures(NoiseLevelSampler sampler) {
    return KitFailures.of(NoiseLevelSamplerConformance.class, () -> sampler);
  }
}
