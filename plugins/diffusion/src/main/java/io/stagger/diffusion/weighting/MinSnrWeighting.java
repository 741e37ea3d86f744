package io.stagger.diffusion.weighting;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;

/**
 * Min-SNR weighting (Hang et al., 2023): the squared error of the clean prediction counts {@code
 * min(snr, snrClip)}. In terms of the network's output that is, at signal-to-noise ratio {@code
 * snr},
 *
 * <pre>min(snr, snrClip) * cleanErrorPerOutputError(snr)</pre>
 *
 * that is {@code min(snr, snrClip)} times {@code 1 / snr} (noise), {@code 1} (clean token) or
 * {@code 1 / (snr + 1)} (velocity). Keeps nearly clean tokens from outweighing all others; the
 * default. A level without any signal gets the limit, 1 (noise) or 0 (the others).
 */
public final class MinSnrWeighting implements LossWeighting {
  private final double snrClip;

  /** Creates the weighting. */
  public MinSnrWeighting(MinSnrSettings settings) {
    this.snrClip = settings.snrClip();
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
        weights[i] = CleanWeight.perOutput(Math.min(snr, snrClip), snr, parameterization);
      }
    }
  }
}
