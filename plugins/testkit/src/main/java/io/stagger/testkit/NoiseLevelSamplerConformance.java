package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link NoiseLevelSampler} promises. */
public interface NoiseLevelSamplerConformance {
  /** A sampler to check; asked for at each test. */
  NoiseLevelSampler noiseLevelSampler();

  /** Levels are clean or within the schedule, for any shape and any number of known tokens. */
  @Test
  default void levelsAreInRange() {
    for (int levelCount : new int[] {1, 2, 7, 1000}) {
      for (int time : new int[] {1, 2, 9}) {
        for (int known = 0; known <= time; known++) {
          Draw draw = draw(4, time, levelCount, known, 11L * time + known);
          for (int level : draw.levels.array()) {
            assertThat(level)
                .as("a level of %d with %d of %d tokens known", levelCount, known, time)
                .isBetween(NoiseSchedule.CLEAN, levelCount - 1);
          }
        }
      }
    }
  }

  /** Shares are finite and not negative, for any shape and any number of known tokens. */
  @Test
  default void sharesAreInRange() {
    for (int levelCount : new int[] {1, 7}) {
      for (int time : new int[] {1, 2, 9}) {
        for (int known = 0; known <= time; known++) {
          for (float share : draw(4, time, levelCount, known, 13L * time + known).shares) {
            assertThat(share)
                .as("a share with %d of %d tokens known", known, time)
                .isFinite()
                .isNotNegative();
          }
        }
      }
    }
  }

  /** A clean token is not counted, and every sequence has something to learn from. */
  @Test
  default void countsNoisedTokensOnly() {
    for (int seed = 0; seed < 50; seed++) {
      Draw draw = draw(3, 6, 10, 2, seed);
      for (int sequence = 0; sequence < 3; sequence++) {
        int counted = 0;
        for (int token = 0; token < 6; token++) {
          if (draw.shares[sequence * 6 + token] > 0) {
            counted++;
            assertThat(draw.levels.get(sequence, token))
                .as("level of counted token %d", token)
                .isNotEqualTo(NoiseSchedule.CLEAN);
          }
        }
        assertThat(counted).as("counted tokens of sequence %d", sequence).isPositive();
      }
    }
  }

  /** Where sequences end in padding, levels are in range and something before it counts in each. */
  @Test
  default void countsSomethingBeforeThePadding() {
    int[] lengths = {1, 2, 5, 6};
    for (int seed = 0; seed < 50; seed++) {
      NoiseLevels levels = new NoiseLevels(lengths.length, 6);
      float[] shares = new float[lengths.length * 6];
      Arrays.fill(shares, 1);
      noiseLevelSampler()
          .draw(new NoiseLevelSampler.Request(10, 1, lengths), levels, shares, new Random(seed));
      for (int level : levels.array()) {
        assertThat(level).as("a level of 10").isBetween(NoiseSchedule.CLEAN, 9);
      }
      for (int sequence = 0; sequence < lengths.length; sequence++) {
        float[] real = Arrays.copyOfRange(shares, sequence * 6, sequence * 6 + lengths[sequence]);
        int counted = 0;
        for (int token = 0; token < real.length; token++) {
          boolean counts = real[token] > 0;
          counted += counts ? 1 : 0;
          assertThat(counts && levels.get(sequence, token) == NoiseSchedule.CLEAN)
              .as("whether clean token %d of %d counts", token, real.length)
              .isFalse();
        }
        assertThat(counted)
            .as("how many of %d tokens before the padding count", real.length)
            .isPositive();
      }
    }
  }

  /** All randomness comes from the generator: equal generators give equal levels. */
  @Test
  default void drawIsAFunctionOfTheGenerator() {
    Draw first = draw(5, 8, 100, 3, 42);
    Draw second = draw(5, 8, 100, 3, 42);
    assertThat(second.levels.array()).isEqualTo(first.levels.array());
    assertThat(second.shares).isEqualTo(first.shares);
    assertThat(draw(5, 8, 100, 3, 43).levels.array()).isNotEqualTo(first.levels.array());
  }

  /** Every level is learned at: sooner or later each is drawn for a counted token. */
  @Test
  default void everyLevelIsLearnedAt() {
    BitSet seen = new BitSet();
    for (int seed = 0; seed < 200; seed++) {
      Draw draw = draw(8, 6, 10, 2, seed);
      for (int i = 0; i < draw.shares.length; i++) {
        int level = draw.levels.array()[i];
        if (draw.shares[i] > 0 && level != NoiseSchedule.CLEAN) {
          seen.set(level);
        }
      }
    }
    assertThat(seen.cardinality()).as("levels drawn of 10, %s", seen).isEqualTo(10);
  }

  private Draw draw(int batch, int time, int levelCount, int known, long seed) {
    Draw draw = new Draw(new NoiseLevels(batch, time), new float[batch * time]);
    Arrays.fill(draw.shares, 1);
    int[] lengths = new int[batch];
    Arrays.fill(lengths, time);
    noiseLevelSampler()
        .draw(
            new NoiseLevelSampler.Request(levelCount, known, lengths),
            draw.levels,
            draw.shares,
            new Random(seed));
    return draw;
  }

  /**
   * What was drawn.
   *
   * @param levels the levels
   * @param shares how much each token counts
   */
  record Draw(NoiseLevels levels, float[] shares) {}
}
