package io.stagger.diffusion.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.testkit.NoiseLevelSamplerConformance;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TestIndependentLevelSampler implements NoiseLevelSamplerConformance {
  private static final int SEQUENCES = 4000;

  @Override
  public NoiseLevelSampler noiseLevelSampler() {
    return new IndependentLevelSampler(new IndependentSettings(0.5, 0.1));
  }

  @Test
  void levelsAreUniformAndIndependent() {
    NoiseLevels levels = draw(new IndependentSettings(0, 0.1), 1000);
    double sum = 0;
    double product = 0;
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      double first = levels.get(sequence, 0) / 999.0 - 0.5;
      double second = levels.get(sequence, 1) / 999.0 - 0.5;
      sum += first;
      product += first * second;
    }
    // Five standard deviations of either mean.
    assertThat(sum / SEQUENCES).isCloseTo(0, within(0.023));
    assertThat(product / SEQUENCES).isCloseTo(0, within(0.007));
  }

  @Test
  void knownTokensAreLowInTheShareOfSequencesAskedFor() {
    NoiseLevels levels = draw(new IndependentSettings(0.5, 0.1), 1000);
    int low = 0;
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      if (levels.get(sequence, 0) < 100 && levels.get(sequence, 1) < 100) {
        low++;
      }
    }
    // Half of the sequences, and one in a hundred of the others by chance.
    assertThat(low / (double) SEQUENCES).isCloseTo(0.505, within(0.04));
  }

  @Test
  void knownTokensAreAlwaysLowAtProbabilityOne() {
    NoiseLevels levels = draw(new IndependentSettings(1, 0.1), 1000);
    int highest = 0;
    int highestUnknown = 0;
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      highest = Math.max(highest, Math.max(levels.get(sequence, 0), levels.get(sequence, 1)));
      highestUnknown = Math.max(highestUnknown, levels.get(sequence, 2));
    }
    assertThat(highest).isEqualTo(99);
    assertThat(highestUnknown).isGreaterThan(950);
  }

  @Test
  void lowestLevelAloneIsLowWhereTheFractionHoldsNone() {
    NoiseLevels levels = draw(new IndependentSettings(1, 0.1), 5);
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      assertThat(levels.get(sequence, 0)).isZero();
    }
  }

  private static NoiseLevels draw(IndependentSettings settings, int levelCount) {
    NoiseLevels levels = new NoiseLevels(SEQUENCES, 4);
    float[] shares = new float[SEQUENCES * 4];
    Arrays.fill(shares, 1);
    int[] lengths = new int[SEQUENCES];
    Arrays.fill(lengths, 4);
    new IndependentLevelSampler(settings)
        .draw(new NoiseLevelSampler.Request(levelCount, 2, lengths), levels, shares, new Random(3));
    assertThat(shares).containsOnly(1);
    return levels;
  }
}
