package io.stagger.diffusion.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.diffusion.level.FirstTokenKnownSettings.Coin;
import io.stagger.testkit.NoiseLevelSamplerConformance;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TestFirstTokenKnownLevelSampler implements NoiseLevelSamplerConformance {
  private static final int SEQUENCES = 4000;

  @Override
  public NoiseLevelSampler noiseLevelSampler() {
    return new FirstTokenKnownLevelSampler(
        new FirstTokenKnownSettings(0.5, 0.25, Coin.SEQUENCE, 0));
  }

  @Test
  void firstTokenIsLowInTheShareOfSequencesAskedFor() {
    NoiseLevels levels = draw(new FirstTokenKnownSettings(0.5, 0.25, Coin.SEQUENCE, 0), 1);
    // Half of the first tokens, and a quarter of the other half and of all others by chance; within
    // five standard deviations.
    assertThat(shareBelow(levels, 0, 250)).isCloseTo(0.625, within(0.039));
    assertThat(shareBelow(levels, 1, 250)).isCloseTo(0.25, within(0.035));
    assertThat(shareBelow(levels, 2, 250)).isCloseTo(0.25, within(0.035));
  }

  @Test
  void oneCoinForTheBatchLowersAllFirstTokensOrNone() {
    NoiseLevelSampler sampler =
        new FirstTokenKnownLevelSampler(new FirstTokenKnownSettings(0.5, 0.25, Coin.BATCH, 0));
    Random random = new Random(2);
    int lowered = 0;
    for (int batch = 0; batch < 400; batch++) {
      double low = shareBelow(TestingDraw.of(sampler, 30, 3, 1000, random).levels(), 0, 250);
      if (low == 1) {
        lowered++;
      } else {
        assertThat(low).isLessThan(0.7);
      }
    }
    assertThat(lowered / 400.0).isCloseTo(0.5, within(0.125));
  }

  @Test
  void firstTokenAloneIsLowAtProbabilityOne() {
    for (Coin coin : Coin.values()) {
      NoiseLevels levels = draw(new FirstTokenKnownSettings(1, 0.25, coin, 0), 3);
      assertThat(shareBelow(levels, 0, 250)).isEqualTo(1);
      assertThat(shareBelow(levels, 0, 249)).isLessThan(1);
      assertThat(shareBelow(levels, 1, 250)).isLessThan(0.3);
    }
  }

  @Test
  void laterTokensShareALevelInTheShareOfSequencesAskedFor() {
    assertThat(shareThatShares(draw(new FirstTokenKnownSettings(0.5, 0.25, Coin.SEQUENCE, 1), 4)))
        .isEqualTo(1);
    assertThat(shareThatShares(draw(new FirstTokenKnownSettings(0.5, 0.25, Coin.SEQUENCE, 0.3), 5)))
        .isCloseTo(0.3, within(0.037));
    NoiseLevels levels = draw(new FirstTokenKnownSettings(0.5, 0.25, Coin.SEQUENCE, 1), 6);
    // The shared level is any, and the first token's is its own.
    assertThat(shareBelow(levels, 1, 250)).isCloseTo(0.25, within(0.035));
    assertThat(shareBelow(levels, 0, 250)).isCloseTo(0.625, within(0.039));
  }

  private static double shareThatShares(NoiseLevels levels) {
    int sharing = 0;
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      sharing += levels.get(sequence, 1) == levels.get(sequence, 2) ? 1 : 0;
    }
    return sharing / (double) levels.batch();
  }

  private static NoiseLevels draw(FirstTokenKnownSettings settings, long seed) {
    return TestingDraw.of(
            new FirstTokenKnownLevelSampler(settings), SEQUENCES, 3, 1000, new Random(seed))
        .levels();
  }

  private static double shareBelow(NoiseLevels levels, int token, int bound) {
    int below = 0;
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      below += levels.get(sequence, token) < bound ? 1 : 0;
    }
    return below / (double) levels.batch();
  }
}
