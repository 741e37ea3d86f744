package io.stagger.diffusion.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.testkit.NoiseLevelSamplerConformance;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TestIndependentHistoryLevelSampler implements NoiseLevelSamplerConformance {
  @Override
  public NoiseLevelSampler noiseLevelSampler() {
    return sampler(true);
  }

  @Test
  void futureSharesALevelAndTheSplitIsUniformBeforeThePadding() {
    int[] lengths = new int[6000];
    Arrays.fill(lengths, 5);
    // So many levels that history tokens hardly ever agree with the future by chance.
    NoiseLevels levels =
        TestingDraw.of(sampler(true), lengths, 8, 1_000_000, new Random(1)).levels();
    int[] histories = new int[5];
    for (int sequence = 0; sequence < 6000; sequence++) {
      int future = levels.get(sequence, 7);
      int history = 7;
      while (history > 0 && levels.get(sequence, history - 1) == future) {
        history--;
      }
      assertThat(history).as("history tokens").isLessThan(5);
      histories[history]++;
    }
    for (int history = 0; history < 5; history++) {
      // Five standard deviations.
      assertThat(histories[history] / 6000.0).isCloseTo(0.2, within(0.026));
    }
  }

  @Test
  void historyIsIndependentAndUniform() {
    NoiseLevels levels = TestingDraw.of(sampler(true), 20_000, 3, 1000, new Random(2)).levels();
    double sum = 0;
    double product = 0;
    int apart = 0;
    for (int sequence = 0; sequence < 20_000; sequence++) {
      double first = levels.get(sequence, 0) / 999.0 - 0.5;
      double last = levels.get(sequence, 2) / 999.0 - 0.5;
      sum += first;
      if (first != last) {
        product += first * last;
        apart++;
      }
    }
    assertThat(apart / 20_000.0).isCloseTo(2.0 / 3, within(0.017));
    assertThat(sum / 20_000).isCloseTo(0, within(0.0103));
    assertThat(product / apart).isCloseTo(0, within(0.0037));
  }

  @Test
  void historyCountsUnlessItIsLeftOut() {
    TestingDraw with = TestingDraw.of(sampler(true), 200, 6, 1_000_000, new Random(3));
    TestingDraw without = TestingDraw.of(sampler(false), 200, 6, 1_000_000, new Random(3));
    assertThat(without.levels().array()).isEqualTo(with.levels().array());
    assertThat(with.shares()).containsOnly(1);
    int left = 0;
    for (int sequence = 0; sequence < 200; sequence++) {
      for (int token = 0; token < 6; token++) {
        boolean future = without.levels().get(sequence, token) == without.levels().get(sequence, 5);
        assertThat(without.shares()[sequence * 6 + token]).isEqualTo(future ? 1 : 0);
        left += future ? 0 : 1;
      }
    }
    assertThat(left).isPositive();
  }

  @Test
  void futureAloneIsLearnedFromSoundly() {
    NoiseLevelSamplerConformance futureAlone = () -> sampler(false);
    futureAlone.countsNoisedTokensOnly();
    futureAlone.countsSomethingBeforeThePadding();
    futureAlone.everyLevelIsLearnedAt();
  }

  private static NoiseLevelSampler sampler(boolean historyCounts) {
    return new IndependentHistoryLevelSampler(new IndependentHistorySettings(historyCounts));
  }
}
