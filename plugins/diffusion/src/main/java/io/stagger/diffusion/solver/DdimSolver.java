package io.stagger.diffusion.solver;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;

/**
 * DDIM (Song et al., 2021, equation 12), for any signal and noise scales. From level k to level k':
 *
 * <pre>
 * eps   = (x - signal(k) x0) / noise(k)
 * sigma = eta noise(k') sqrt(1 - snr(k) / snr(k'))
 * c     = sqrt(noise(k')^2 - sigma^2) = noise(k') sqrt(1 - eta^2 (1 - snr(k) / snr(k')))
 * x'    = signal(k') x0 + c eps + sigma z
 * </pre>
 *
 * so that {@code x'} holds {@code c / noise(k)} of {@code x} and {@code signal(k') - signal(k) c /
 * noise(k)} of {@code x0}. In a variance-preserving schedule this is the paper's {@code sigma = eta
 * sqrt((1 - a/a')(1 - a') / (1 - a))}, in a form whose roots can't turn negative. The step to clean
 * gives {@code x0} exactly. With eta 0 the outcome is a function of the first noise alone; with eta
 * 1 the step is that of the ancestral sampler (DDPM).
 */
public final class DdimSolver implements Solver {
  private final double eta;

  /** Creates the solver. */
  public DdimSolver(DdimSettings settings) {
    this.eta = settings.eta();
  }

  @Override
  public boolean usesHistory() {
    return false;
  }

  @Override
  public Update update(NoiseSchedule schedule, int levelBefore, int level, int nextLevel) {
    LevelStep.check(level, nextLevel);
    if (nextLevel == NoiseSchedule.CLEAN) {
      return new Update(0, 1, 0, 0);
    }
    double ratio = Math.min(1, schedule.snr(level) / schedule.snr(nextLevel));
    double fresh = eta * Math.sqrt(1 - ratio);
    // 1 - fresh^2, regrouped so that nothing cancels at eta 1.
    double kept = Math.sqrt((1 - eta) * (1 + eta) + eta * eta * ratio);
    double state = schedule.noise(nextLevel) * kept / schedule.noise(level);
    double clean = schedule.signal(nextLevel) - schedule.signal(level) * state;
    return new Update(state, clean, schedule.noise(nextLevel) * fresh, 0);
  }
}
