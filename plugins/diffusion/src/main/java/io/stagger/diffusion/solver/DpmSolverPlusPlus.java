package io.stagger.diffusion.solver;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;

/**
 * DPM-Solver++(2M) (Lu et al., 2022, algorithm 2), for any signal and noise scales. With {@code
 * lambda = log(signal / noise)}, a step from level k to level k' after one from level j to k has
 *
 * <pre>
 * h  = lambda(k') - lambda(k),   r = (lambda(k) - lambda(j)) / h
 * D  = (1 + 1 / (2 r)) x0 - 1 / (2 r) x0_before
 * x' = noise(k') / noise(k) x + signal(k') (1 - e^-h) D
 * </pre>
 *
 * <p>Deterministic, and of second order: twice the steps leave a quarter of the error, where {@link
 * DdimSolver} leaves half. For 10 to 30 steps. A token's first step and its step to clean are of
 * first order, which is DDIM's; so is a step after one from a level without signal, because nothing
 * is known of the prediction's slope in {@code lambda} there. Each token has a history of its own,
 * so that tokens may wait, and may skip levels, whenever the sampling schedule says so.
 */
public final class DpmSolverPlusPlus implements Solver {
  @Override
  public boolean usesHistory() {
    return true;
  }

  @Override
  public Update update(NoiseSchedule schedule, int levelBefore, int level, int nextLevel) {
    LevelStep.check(level, nextLevel);
    if (levelBefore != NO_LEVEL && levelBefore <= level) {
      throw new IllegalArgumentException(
          "The step before one from level %d came from a higher level, not from %d."
              .formatted(level, levelBefore));
    }
    if (nextLevel == NoiseSchedule.CLEAN) {
      return new Update(0, 1, 0, 0);
    }
    LevelStep step = LevelStep.between(schedule, level, nextLevel);
    double state = step.nextNoise() / step.noise();
    double clean = step.nextSignal() * step.gain();
    if (levelBefore == NO_LEVEL) {
      return new Update(state, clean, 0, 0);
    }
    double gainBefore = LevelStep.between(schedule, levelBefore, level).logGain();
    double slope = step.logGain() / (2 * gainBefore);
    if (slope == 0) {
      return new Update(state, clean, 0, 0);
    }
    return new Update(state, clean * (1 + slope), 0, -clean * slope);
  }
}
