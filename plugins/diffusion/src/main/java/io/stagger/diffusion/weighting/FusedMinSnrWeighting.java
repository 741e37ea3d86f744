package io.stagger.diffusion.weighting;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;

/**
 * Fused min-SNR weighting (appendix of the Diffusion Forcing paper): a token is worth learning from
 * not only for the signal it holds itself but also for what the tokens before it tell. With {@code
 * n = snr / snrClip}, {@code nc = min(n, 1)}, {@code d} the decay and {@code t} the token:
 *
 * <pre>
 * c(0) = nc(0),  c(t) = d c(t-1) + (1 - d) nc(t)     what the history up to t tells
 * p(0) = 0,      p(t) = c(t-1)                       what it tells before t
 * F = nc + d p (1 - nc),   U = n + d p (1 - n)       clipped and unclipped fused ratio
 * weight = snrClip F * cleanErrorPerOutputError(snrClip U)
 * </pre>
 *
 * that is {@code F / U} (noise), {@code snrClip F} (clean token) or {@code snrClip F / (snrClip U +
 * 1)} (velocity). The forms of F and U do not cancel, so weights stay exact at the noisiest levels.
 * A clean token weighs 0 and counts as 1 in the history. Causal: later tokens change no weight.
 */
public final class FusedMinSnrWeighting implements LossWeighting {
  private final double snrClip;
  private final double decay;

  /** Creates the weighting. */
  public FusedMinSnrWeighting(FusedMinSnrSettings settings) {
    this.snrClip = settings.snrClip();
    this.decay = settings.decay();
  }

  @Override
  public void weigh(
      NoiseLevels levels,
      NoiseSchedule schedule,
      Parameterization parameterization,
      double[] weights) {
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      double history = 0;
      for (int token = 0; token < levels.time(); token++) {
        int level = levels.get(sequence, token);
        double weight = 0;
        double clipped = 1;
        if (level != NoiseSchedule.CLEAN) {
          double normalized = schedule.snr(level) / snrClip;
          clipped = Math.min(normalized, 1);
          double fused = fuse(clipped, history);
          weight =
              snrClip
                  * fused
                  * parameterization.cleanErrorPerOutputError(snrClip * fuse(normalized, history));
        }
        weights[sequence * levels.time() + token] = weight;
        history = token == 0 ? clipped : decay * history + (1 - decay) * clipped;
      }
    }
  }

  /**
   * {@code 1 - (1 - d p)(1 - ratio)} without the cancellation. Regrouped so that a ratio far above
   * 1 subtracts nothing either, since {@code d p} is at most 1.
   */
  private double fuse(double ratio, double history) {
    double told = decay * history;
    return told + ratio * (1 - told);
  }
}
