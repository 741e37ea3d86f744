package io.stagger.diffusion.weighting;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.diffusion.weighting.FusedMinSnrSettings.Direction;

/**
 * Fused min-SNR weighting (appendix of the Diffusion Forcing paper): a token is worth learning from
 * not only for the signal it holds itself but also for what the tokens around it tell. With {@code
 * n = snr / snrClip}, {@code nc = min(n, 1)}, {@code d} the decay, {@code t} the token and {@code
 * N} the number of tokens:
 *
 * <pre>
 * c(0) = nc(0),      c(t) = d c(t-1) + (1 - d) nc(t)      what the tokens up to t tell
 * p(0) = 0,          p(t) = c(t-1)                        what those before t tell
 * e(N-1) = nc(N-1),  e(t) = d e(t+1) + (1 - d) nc(t)      the same run from the end
 * q(N-1) = 0,        q(t) = e(t+1)                        what those after t tell
 *
 * told = d p                              causal
 * told = 1 - (1 - d p)(1 - d q)           both
 * F = told + nc (1 - told),   U = told + n (1 - told)     clipped and unclipped fused ratio
 * weight = snrClip F * cleanErrorPerOutputError(snrClip U)
 * </pre>
 *
 * that is {@code F / U} (noise), {@code snrClip F} (clean token) or {@code snrClip F / (snrClip U +
 * 1)} (velocity).
 *
 * <p>Why so for both sides: the paper's {@code F = 1 - (1 - d p)(1 - nc)} reads each ratio as the
 * chance that its source tells the token and takes the sources as independent, so that the token
 * stays unknown only if none does. A bidirectional model has one more source, the future, which
 * decays over the same distance as the past: {@code 1 - F = (1 - d p)(1 - d q)(1 - nc)}. It follows
 * that weights are the same for a sequence read backwards, that no weight falls when another token
 * becomes cleaner, and that a future of pure noise (q = 0) gives the causal weights.
 *
 * <p>The forms that are computed do not cancel, so weights stay exact at the noisiest levels, and a
 * level without any signal gets their limit (1 for the noise parameterization if nothing tells). A
 * clean token weighs 0 and counts as 1 for the others. Padding is full noise and tells nothing: the
 * tokens before it weigh as beside tokens of noise, which is what the network sees there. Use
 * {@code causal} for causal backbones, whose weights no later token may change, and {@code both}
 * for bidirectional ones. Costs a few operations a token.
 */
public final class FusedMinSnrWeighting implements LossWeighting {
  private final double snrClip;
  private final double decay;
  private final Direction direction;

  /** Creates the weighting. */
  public FusedMinSnrWeighting(FusedMinSnrSettings settings) {
    this.snrClip = settings.snrClip();
    this.decay = settings.decay();
    this.direction = settings.direction();
  }

  @Override
  public void weigh(
      NoiseLevels levels,
      NoiseSchedule schedule,
      Parameterization parameterization,
      double[] weights) {
    int time = levels.time();
    double[] before = new double[time];
    double[] after = new double[time];
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      tellForwards(levels, sequence, schedule, before);
      switch (direction) {
        case CAUSAL -> {}
        case BOTH -> tellBackwards(levels, sequence, schedule, after);
      }
      for (int token = 0; token < time; token++) {
        int level = levels.get(sequence, token);
        weights[sequence * time + token] =
            level == NoiseSchedule.CLEAN
                ? 0
                : weight(schedule.snr(level), before[token], after[token], parameterization);
      }
    }
  }

  /** Receives {@code d p} of every token. */
  private void tellForwards(
      NoiseLevels levels, int sequence, NoiseSchedule schedule, double[] before) {
    double told = 0;
    for (int token = 0; token < before.length; token++) {
      before[token] = decay * told;
      double own = clipped(levels.get(sequence, token), schedule);
      told = token == 0 ? own : decay * told + (1 - decay) * own;
    }
  }

  /** Receives {@code d q} of every token. */
  private void tellBackwards(
      NoiseLevels levels, int sequence, NoiseSchedule schedule, double[] after) {
    int last = after.length - 1;
    double told = 0;
    for (int token = last; token >= 0; token--) {
      after[token] = decay * told;
      double own = clipped(levels.get(sequence, token), schedule);
      told = token == last ? own : decay * told + (1 - decay) * own;
    }
  }

  private double clipped(int level, NoiseSchedule schedule) {
    return level == NoiseSchedule.CLEAN ? 1 : Math.min(schedule.snr(level) / snrClip, 1);
  }

  private double weight(
      double snr, double before, double after, Parameterization parameterization) {
    double greater = Math.max(before, after);
    double lesser = Math.min(before, after);
    // Sums of what is positive and a product, so that neither small nor nearly full ratios cancel.
    double told = greater + lesser * (1 - greater);
    double untold = (1 - greater) * (1 - lesser);
    double normalized = snr / snrClip;
    double clipped = told + Math.min(normalized, 1) * untold;
    double unclipped = told + normalized * untold;
    return CleanWeight.perOutput(snrClip * clipped, snrClip * unclipped, parameterization);
  }
}
