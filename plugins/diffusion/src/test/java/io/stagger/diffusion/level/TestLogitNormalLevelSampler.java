package io.stagger.diffusion.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.testkit.NoiseLevelSamplerConformance;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TestLogitNormalLevelSampler implements NoiseLevelSamplerConformance {
  @Override
  public NoiseLevelSampler noiseLevelSampler() {
    return sampler(0, 1, false);
  }

  @Test
  void logitsOfLevelsAreNormal() {
    int levelCount = 1_000_000;
    int count = 40_000;
    int[] levels =
        TestingDraw.of(sampler(0.5, 1.2, false), count / 4, 4, levelCount, new Random(1))
            .levels()
            .array();
    double[] standard =
        Arrays.stream(levels)
            .mapToDouble(level -> (level + 0.5) / levelCount)
            .map(share -> (Math.log(share / (1 - share)) - 0.5) / 1.2)
            .sorted()
            .toArray();
    assertThat(Arrays.stream(standard).average().orElseThrow()).isCloseTo(0, within(0.025));
    assertThat(Arrays.stream(standard).map(z -> z * z).average().orElseThrow())
        .isCloseTo(1, within(0.036));
    // Quantiles of the standard normal, within five standard deviations of the sample's.
    assertThat(standard[(int) (0.025 * count)]).isCloseTo(-1.95996, within(0.067));
    assertThat(standard[(int) (0.158655 * count)]).isCloseTo(-1, within(0.038));
    assertThat(standard[(int) (0.841345 * count)]).isCloseTo(1, within(0.038));
    assertThat(standard[(int) (0.975 * count)]).isCloseTo(1.95996, within(0.067));
  }

  @Test
  void halfOfTheLevelsComeFromTheMiddleThird() {
    int[] levels =
        TestingDraw.of(sampler(0, 1, false), 5000, 4, 999, new Random(2)).levels().array();
    long middle = Arrays.stream(levels).filter(level -> level >= 333 && level < 666).count();
    assertThat(middle / 20_000.0).isCloseTo(0.5118, within(0.018));
  }

  @Test
  void tokensHaveLevelsOfTheirOwnUnlessShared() {
    NoiseLevels own =
        TestingDraw.of(sampler(0, 1, false), 300, 5, 1_000_000, new Random(3)).levels();
    NoiseLevels shared =
        TestingDraw.of(sampler(0, 1, true), 300, 5, 1_000_000, new Random(3)).levels();
    assertThat(Arrays.stream(own.array()).distinct().count()).isGreaterThan(1480);
    assertThat(Arrays.stream(shared.array()).distinct().count()).isBetween(290L, 300L);
    for (int sequence = 0; sequence < 300; sequence++) {
      for (int token = 1; token < 5; token++) {
        assertThat(shared.get(sequence, token)).isEqualTo(shared.get(sequence, 0));
      }
    }
  }

  @Test
  void sharedLevelsKeepThePromisesOfSamplers() {
    NoiseLevelSamplerConformance shared = () -> sampler(0, 1, true);
    shared.levelsAreInRange();
    shared.countsSomethingBeforeThePadding();
    shared.drawIsAFunctionOfTheGenerator();
    shared.everyLevelIsLearnedAt();
  }

  @Test
  void farOutLevelsStayWithinTheSchedule() {
    assertThat(farOut(20)).contains(6).allSatisfy(level -> assertThat(level).isBetween(0, 6));
    assertThat(farOut(-20)).contains(0).allSatisfy(level -> assertThat(level).isBetween(0, 6));
  }

  private static List<Integer> farOut(double mean) {
    return Arrays.stream(
            TestingDraw.of(sampler(mean, 20, false), 2000, 4, 7, new Random(4)).levels().array())
        .boxed()
        .toList();
  }

  private static NoiseLevelSampler sampler(double mean, double scale, boolean shared) {
    return new LogitNormalLevelSampler(new LogitNormalSettings(mean, scale, shared));
  }
}
