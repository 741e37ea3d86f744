package io.stagger.diffusion.solver;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;

/**
 * The ancestral sampler (Ho et al., 2020, section 3.2), between any two levels and for any signal
 * and noise scales. Noising a token of level k' to level k multiplies it and adds variance:
 *
 * <pre>
 * a = signal(k) / signal(k'),   b = noise(k)^2 - a^2 noise(k')^2 = noise(k)^2 (1 - snr(k) / snr(k'))
 * </pre>
 *
 * and the token at k' is drawn given the token at k and the clean prediction (equation 7):
 *
 * <pre>x' = a noise(k')^2 / noise(k)^2 x + signal(k') b / noise(k)^2 x0 + sigma z</pre>
 *
 * <p>The variance {@code sigma^2} is {@code b noise(k')^2 / noise(k)^2} by default, the posterior's
 * own: with it a step is that of DDIM with eta 1. The larger bound is {@code b} itself, right where
 * the data are standard normal; with it a token holds more noise than its level says. The
 * difference vanishes with the size of the steps, so {@code upper} is for runs with about as many
 * steps as levels. The step to clean gives {@code x0} exactly.
 */
public final class DdpmSolver implements Solver {
  private final DdpmSettings.Variance variance;

  /** Creates the solver. */
  public DdpmSolver(DdpmSettings settings) {
    this.variance = settings.variance();
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
    LevelStep step = LevelStep.between(schedule, level, nextLevel);
    double added = step.gain() * (1 + step.ratio());
    double state = step.ratio() * step.nextNoise() / step.noise();
    double scale =
        switch (variance) {
          case POSTERIOR -> step.nextNoise();
          case UPPER -> step.noise();
        };
    return new Update(state, step.nextSignal() * added, scale * Math.sqrt(added), 0);
  }
}
