package io.stagger.diffusion.level;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.testkit.NoiseLevelSamplerConformance;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TestSharedLevelSampler implements NoiseLevelSamplerConformance {
  @Override
  public NoiseLevelSampler noiseLevelSampler() {
    return new SharedLevelSampler();
  }

  @Test
  void allTokensOfASequenceShareOneLevel() {
    NoiseLevels levels = new NoiseLevels(50, 6);
    float[] shares = new float[300];
    Arrays.fill(shares, 1);
    int[] lengths = new int[50];
    Arrays.fill(lengths, 6);
    noiseLevelSampler()
        .draw(new NoiseLevelSampler.Request(1000, 2, lengths), levels, shares, new Random(1));
    for (int sequence = 0; sequence < 50; sequence++) {
      for (int token = 1; token < 6; token++) {
        assertThat(levels.get(sequence, token)).isEqualTo(levels.get(sequence, 0));
      }
    }
    assertThat(Arrays.stream(levels.array()).distinct().count()).isGreaterThan(40);
    assertThat(shares).containsOnly(1);
  }
}
