package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link LossWeighting} promises. */
public interface LossWeightingConformance {
  /** A weighting to check; asked for at each test. */
  LossWeighting lossWeighting();

  /** The schedule to weigh with. */
  default NoiseSchedule noiseSchedule() {
    return new TestingNoiseSchedule(1000);
  }

  /** The parameterization to weigh for. */
  default Parameterization parameterization() {
    return new TestingParameterization();
  }

  /** Every weight is written, finite and not negative, at any mix of levels. */
  @Test
  default void weightsAreFiniteAndNotNegative() {
    for (int seed = 0; seed < 100; seed++) {
      for (double weight : weigh(random(4, 7, seed))) {
        assertThat(weight).as("a weight").isFinite().isNotNegative();
      }
    }
  }

  /** Every level weighs something, from the cleanest to the noisiest, alone in a sequence. */
  @Test
  default void everyLevelWeighsSomething() {
    for (int level = 0; level < noiseSchedule().levels(); level++) {
      NoiseLevels levels = new NoiseLevels(1, 1);
      levels.set(0, 0, level);
      assertThat(weigh(levels)[0]).as("weight at level %d", level).isFinite().isPositive();
    }
  }

  /**
   * A last level that holds no signal (zero terminal SNR) has finite weights, beside any other
   * levels and whatever the network outputs: even the noise, whose error says infinitely much about
   * the clean token there.
   */
  @Test
  default void weightsAreFiniteWithoutASignal() {
    NoiseSchedule silent = new ZeroTerminalSchedule(noiseSchedule());
    Map<String, Parameterization> parameterizations =
        Map.of(
            "the parameterization",
            parameterization(),
            "the noise",
            PlainParameterization.noise(),
            "the clean token",
            PlainParameterization.clean());
    parameterizations.forEach(
        (output, parameterization) -> {
          for (int seed = 0; seed < 50; seed++) {
            NoiseLevels levels = random(2, 5, seed);
            for (int token = 0; token < 5; token++) {
              levels.set(1, token, silent.levels() - 1);
            }
            levels.set(0, seed % 5, silent.levels() - 1);
            double[] weights = new double[10];
            Arrays.fill(weights, Double.NaN);
            lossWeighting().weigh(levels, silent, parameterization, weights);
            for (int i = 0; i < weights.length; i++) {
              assertThat(weights[i])
                  .as("weight at level %d of an output that is %s", levels.array()[i], output)
                  .isFinite()
                  .isNotNegative();
            }
          }
        });
  }

  /** A clean token weighs nothing, wherever it is. */
  @Test
  default void cleanTokensWeighNothing() {
    for (int token = 0; token < 5; token++) {
      NoiseLevels levels = random(2, 5, token);
      levels.set(1, token, NoiseSchedule.CLEAN);
      assertThat(weigh(levels)[5 + token]).as("weight of clean token %d", token).isZero();
    }
    assertThat(weigh(new NoiseLevels(2, 3))).containsOnly(0);
  }

  /** A sequence is weighed by itself, whatever the rest of the batch is. */
  @Test
  default void sequencesAreWeighedApart() {
    NoiseLevels levels = random(3, 6, 1);
    double[] together = weigh(levels);
    for (int sequence = 0; sequence < 3; sequence++) {
      NoiseLevels alone = new NoiseLevels(1, 6);
      for (int token = 0; token < 6; token++) {
        alone.set(0, token, levels.get(sequence, token));
      }
      assertThat(weigh(alone))
          .as("weights of sequence %d", sequence)
          .isEqualTo(Arrays.copyOfRange(together, sequence * 6, sequence * 6 + 6));
    }
  }

  private double[] weigh(NoiseLevels levels) {
    double[] weights = new double[levels.batch() * levels.time()];
    Arrays.fill(weights, Double.NaN);
    lossWeighting().weigh(levels, noiseSchedule(), parameterization(), weights);
    return weights;
  }

  private NoiseLevels random(int batch, int time, long seed) {
    Random random = new Random(seed);
    NoiseLevels levels = new NoiseLevels(batch, time);
    for (int sequence = 0; sequence < batch; sequence++) {
      for (int token = 0; token < time; token++) {
        levels.set(sequence, token, random.nextInt(noiseSchedule().levels() + 1) - 1);
      }
    }
    return levels;
  }
}
