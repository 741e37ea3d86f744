package io.stagger.diffusion.weighting;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;

/**
 * Sigmoid weighting (Kingma and Gao, 2023; Hoogeboom et al., 2024): the squared error of the noise
 * counts {@code sigmoid(bias - log snr)}. In terms of the clean prediction that is min-SNR with its
 * corner rounded off, and in terms of the network's output, with {@code c = exp(bias)},
 *
 * <pre>snr c / (snr + c) * cleanErrorPerOutputError(snr)</pre>
 *
 * that is {@code snr c / (snr + c)} times {@code 1 / snr} (noise), {@code 1} (clean token) or
 * {@code 1 / (snr + 1)} (velocity). The weight of the clean prediction is half the harmonic mean of
 * snr and c: it rises as snr while there is much noise and levels off at c, which the clip of
 * {@link MinSnrWeighting} does at once. Higher values of the bias heed detail more, lower ones the
 * coarse shape; the default of 2 levels off around 7.4. Nothing cancels; a level without any signal
 * gets the limit, 1 (noise) or 0 (the others). A clean token weighs 0.
 */
public final class SigmoidWeighting implements LossWeighting {
  private final double ceiling;

  /** Creates the weighting. */
  public SigmoidWeighting(SigmoidWeightingSettings settings) {
    this.ceiling = Math.exp(settings.bias());
  }

  @Override
  public void weigh(
      NoiseLevels levels,
      NoiseSchedule schedule,
      Parameterization parameterization,
      double[] weights) {
    int[] drawn = levels.array();
    for (int i = 0; i < drawn.length; i++) {
      if (drawn[i] == NoiseSchedule.CLEAN) {
        weights[i] = 0;
      } else {
        double snr = schedule.snr(drawn[i]);
        weights[i] = CleanWeight.perOutput(snr / (1 + snr / ceiling), snr, parameterization);
      }
    }
  }
}
