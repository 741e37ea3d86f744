package io.stagger.diffusion.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.level.FirstTokenKnownSettings.Coin;
import io.stagger.testkit.NoiseLevelSamplerConformance;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestRandomHorizonLevelSampler implements NoiseLevelSamplerConformance {
  private static final JsonNode GOLDEN = Golden.json("planning_training_masks.json");

  @Override
  public NoiseLevelSampler noiseLevelSampler() {
    return sampler(0.05);
  }

  @ParameterizedTest
  @CsvSource({"coin<0.5, 0.3", "coin>=0.5, 0.7"})
  void levelsAndSharesAreTheAuthors(String name, double coin) {
    JsonNode expected = GOLDEN.get(name);
    TestingDraw draw = golden(coin);
    int frameStack = GOLDEN.get("frame_stack").intValue();
    for (int sequence = 0; sequence < 4; sequence++) {
      for (int token = 0; token < 5; token++) {
        assertThat(draw.levels().get(sequence, token))
            .as("level of token %d of sequence %d", token, sequence)
            .isEqualTo(expected.get("noise_levels[t,b]").get(token).get(sequence).intValue());
        for (int frame = token * frameStack; frame < (token + 1) * frameStack; frame++) {
          assertThat(draw.shares()[sequence * 5 + token])
              .as("share of frame %d of sequence %d", frame, sequence)
              .isEqualTo(
                  expected.get("loss_weights[frames,b]").get(frame).get(sequence).floatValue());
        }
      }
    }
  }

  /** Tokens beyond the horizon stay in the divisor, so that only padding of the data differs. */
  @ParameterizedTest
  @CsvSource({"coin<0.5, 0.3", "coin>=0.5, 0.7"})
  void lossIsTheAuthorsWhereNothingIsPadded(String name, double coin) {
    float[] shares = golden(coin).shares();
    int real = shares.length;
    double ours = sumOfErrors(shares) / real;
    Golden.assertGolden("loss", ours, GOLDEN.get(name).get("loss_value").doubleValue());
    // Had the last sequence its last token of padding, theirs would still divide by all 20.
    shares[19] = 0;
    double theirs = sumOfErrors(shares) / shares.length;
    assertThat(sumOfErrors(shares) / (real - 1)).isCloseTo(theirs * 20 / 19, within(1e-12));
  }

  /** The error of token t is t + 1. */
  private static double sumOfErrors(float[] shares) {
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      sum += (double) shares[i] * (i % 5 + 1);
    }
    return sum;
  }

  /** Draws with the authors' random numbers. */
  private static TestingDraw golden(double coin) {
    int tokens = GOLDEN.get("n_tokens").intValue();
    TestingScriptedRandom random = new TestingScriptedRandom().then(coin);
    for (int sequence = 0; sequence < 4; sequence++) {
      for (int token = 0; token < tokens; token++) {
        if (token == 0 && coin < 0.5) {
          random.then(
              0, 250, GOLDEN.get("first_token_levels_if_coin<0.5").get(sequence).intValue());
        } else {
          random.then(0, 1000, GOLDEN.get("base_levels").get(token).get(sequence).intValue());
        }
      }
    }
    for (int sequence = 0; sequence < 4; sequence++) {
      random.then(2, tokens + 1, GOLDEN.get("random_terminal").get(sequence).intValue());
    }
    TestingDraw draw =
        TestingDraw.of(
            new RandomHorizonLevelSampler(
                new RandomHorizonSettings(0.05, 0.5, 0.25, Coin.BATCH, 0)),
            4,
            tokens,
            1000,
            random);
    assertThat(random.isUsedUp()).isTrue();
    return draw;
  }

  @Test
  void horizonIsUniformFromTheFirstUnknownTokenToTheEndOfWhatIsReal() {
    int[] lengths = new int[8000];
    Arrays.fill(lengths, 6);
    int known = 2;
    NoiseLevels levels = new NoiseLevels(8000, 9);
    float[] shares = new float[8000 * 9];
    Arrays.fill(shares, 1);
    sampler(0)
        .draw(
            new NoiseLevelSampler.Request(1_000_000, known, lengths),
            levels,
            shares,
            new Random(1));
    int[] horizons = new int[10];
    for (int sequence = 0; sequence < 8000; sequence++) {
      int horizon = 9;
      while (shares[sequence * 9 + horizon - 1] == 0) {
        horizon--;
        assertThat(levels.get(sequence, horizon)).isEqualTo(999_999);
      }
      for (int token = 0; token < horizon; token++) {
        assertThat(shares[sequence * 9 + token]).isEqualTo(1);
      }
      horizons[horizon]++;
    }
    for (int horizon = 0; horizon < 10; horizon++) {
      // Five standard deviations.
      assertThat(horizons[horizon] / 8000.0)
          .as("share of horizon %d", horizon)
          .isCloseTo(horizon >= 3 && horizon <= 6 ? 0.25 : 0, within(0.0243));
    }
    assertThat(horizons[3] + horizons[4] + horizons[5] + horizons[6]).isEqualTo(8000);
  }

  @Test
  void levelsBeforeTheHorizonAreThoseOfTheFirstTokenKnownSampler() {
    TestingDraw horizon = TestingDraw.of(sampler(0.05), 500, 8, 1000, new Random(2));
    TestingDraw whole =
        TestingDraw.of(
            new FirstTokenKnownLevelSampler(
                new FirstTokenKnownSettings(0.5, 0.25, Coin.SEQUENCE, 0)),
            500,
            8,
            1000,
            new Random(2));
    int tail = 0;
    for (int i = 0; i < 4000; i++) {
      if (horizon.shares()[i] == 1) {
        assertThat(horizon.levels().array()[i]).isEqualTo(whole.levels().array()[i]);
      } else {
        assertThat(horizon.shares()[i]).isEqualTo(0.05f);
        assertThat(horizon.levels().array()[i]).isEqualTo(999);
        tail++;
      }
    }
    assertThat(tail).isPositive();
  }

  @Test
  void sequencesWithNothingToPredictHaveNoTail() {
    TestingDraw draw = TestingDraw.of(sampler(0), new int[] {1, 2}, 2, 10, new Random(3));
    assertThat(draw.shares()[0]).isEqualTo(1);
    assertThat(draw.shares()[2]).isEqualTo(1);
    assertThat(draw.shares()[3]).isEqualTo(1);
  }

  @Test
  void tailThatDoesNotCountLeavesEnoughToLearnFrom() {
    NoiseLevelSamplerConformance silent = () -> sampler(0);
    silent.levelsAreInRange();
    silent.sharesAreInRange();
    silent.countsNoisedTokensOnly();
    silent.countsSomethingBeforeThePadding();
    silent.everyLevelIsLearnedAt();
  }

  private static NoiseLevelSampler sampler(double tailShare) {
    return new RandomHorizonLevelSampler(
        new RandomHorizonSettings(tailShare, 0.5, 0.25, Coin.SEQUENCE, 0));
  }
}
