package io.stagger.diffusion.schedule;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseSchedule;
import java.util.Objects;

/**
 * A noise schedule with {@code signal^2 + noise^2 = 1}, given by how much of the signal each level
 * takes away: {@code alphaBar(k) = (1 - beta(0)) ... (1 - beta(k))}, {@code signal(k) =
 * sqrt(alphaBar(k))} (Ho et al., 2020, equation 4).
 */
abstract sealed class VariancePreservingSchedule implements NoiseSchedule
    permits LinearNoiseSchedule, CosineNoiseSchedule, SigmoidNoiseSchedule {
  /** No level takes away more than this; the last one would take everything otherwise. */
  static final double GREATEST_BETA = 0.999;

  private final double[] signal;
  private final double[] noise;

  /**
   * Tabulates the schedule.
   *
   * @param name the schedule's name, for the message
   * @param betas what each level takes away, from 0 to less than 1
   * @throws StaggerException if the signal-to-noise ratio does not fall at some level
   */
  VariancePreservingSchedule(String name, double[] betas) {
    signal = new double[betas.length];
    noise = new double[betas.length];
    double alphaBar = 1;
    double noiseVariance = 0;
    double snrBefore = Double.POSITIVE_INFINITY;
    for (int level = 0; level < betas.length; level++) {
      // Summed up rather than taken from 1 where little noise is, so that no digit cancels.
      noiseVariance += alphaBar * betas[level];
      alphaBar *= 1 - betas[level];
      if (alphaBar < 0.5) {
        noiseVariance = 1 - alphaBar;
      }
      signal[level] = Math.sqrt(alphaBar);
      noise[level] = Math.sqrt(noiseVariance);
      double snr = snr(level);
      if (!(snr < snrBefore && snr > 0)) {
        throw new StaggerException(
            "The %s noise schedule loses no signal at level %d of %d, so its shape is too extreme for double precision; use settings closer to the defaults."
                .formatted(name, level, betas.length));
      }
      snrBefore = snr;
    }
  }

  @Override
  public final int levels() {
    return signal.length;
  }

  @Override
  public final double signal(int level) {
    return level == CLEAN ? 1 : signal[Objects.checkIndex(level, signal.length)];
  }

  @Override
  public final double noise(int level) {
    return level == CLEAN ? 0 : noise[Objects.checkIndex(level, noise.length)];
  }
}
