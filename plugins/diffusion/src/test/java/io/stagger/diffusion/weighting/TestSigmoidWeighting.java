package io.stagger.diffusion.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.diffusion.Golden;
import io.stagger.testkit.LossWeightingConformance;
import org.junit.jupiter.api.Test;

final class TestSigmoidWeighting implements LossWeightingConformance {
  @Override
  public LossWeighting lossWeighting() {
    return new SigmoidWeighting(new SigmoidWeightingSettings(2));
  }

  @Test
  void noiseErrorCountsTheSigmoidOfTheBiasLessTheLogRatio() {
    NoiseSchedule cosine = Golden.schedule("cosine", 1000);
    for (int level = 0; level < 1000; level++) {
      double expected = 1 / (1 + Math.exp(Math.log(cosine.snr(level)) - 2));
      assertThat(weight(cosine, level, "pred_noise"))
          .as("weight at level %d", level)
          .isCloseTo(expected, withinPercentage(1e-9));
    }
  }

  @Test
  void weightOfTheCleanTokenLevelsOffSoftly() {
    NoiseSchedule cosine = Golden.schedule("cosine", 1000);
    double ceiling = Math.exp(2);
    double last = cosine.snr(999);
    assertThat(weight(cosine, 999, "pred_x0")).isCloseTo(last, within(1e-8 * last));
    double before = 0;
    for (int level = 999; level >= 0; level--) {
      double weight = weight(cosine, level, "pred_x0");
      assertThat(weight).isGreaterThan(before).isLessThan(Math.min(cosine.snr(level), ceiling));
      // Never more than a factor of two below min-SNR with the same ceiling.
      assertThat(weight).isGreaterThanOrEqualTo(Math.min(cosine.snr(level), ceiling) / 2);
      before = weight;
    }
    assertThat(before).isCloseTo(ceiling, withinPercentage(0.1));
  }

  private double weight(NoiseSchedule schedule, int level, String output) {
    Parameterization parameterization = Golden.parameterization(output);
    NoiseLevels levels = new NoiseLevels(1, 1);
    levels.set(0, 0, level);
    double[] weights = new double[1];
    lossWeighting().weigh(levels, schedule, parameterization, weights);
    return weights[0];
  }
}
