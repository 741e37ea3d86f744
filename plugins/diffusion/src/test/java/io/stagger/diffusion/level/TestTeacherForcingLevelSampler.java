package io.stagger.diffusion.level;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.testkit.NoiseLevelSamplerConformance;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TestTeacherForcingLevelSampler implements NoiseLevelSamplerConformance {
  @Override
  public NoiseLevelSampler noiseLevelSampler() {
    return new TeacherForcingLevelSampler();
  }

  @Test
  void pastIsCleanAndFutureIsNoise() {
    NoiseLevels levels = new NoiseLevels(200, 6);
    float[] shares = new float[1200];
    Arrays.fill(shares, 1);
    int[] lengths = new int[200];
    Arrays.fill(lengths, 6);
    noiseLevelSampler()
        .draw(new NoiseLevelSampler.Request(1000, 2, lengths), levels, shares, new Random(1));
    BitSet positions = new BitSet();
    for (int sequence = 0; sequence < 200; sequence++) {
      float[] own = Arrays.copyOfRange(shares, sequence * 6, sequence * 6 + 6);
      int position = 0;
      while (own[position] == 0) {
        position++;
      }
      positions.set(position);
      for (int token = 0; token < 6; token++) {
        assertThat(own[token]).isEqualTo(token == position ? 1 : 0);
        if (token < position) {
          assertThat(levels.get(sequence, token)).isEqualTo(NoiseSchedule.CLEAN);
        } else if (token > position) {
          assertThat(levels.get(sequence, token)).isEqualTo(999);
        }
      }
    }
    assertThat(positions.cardinality()).as("positions, %s", positions).isEqualTo(6);
  }
}
