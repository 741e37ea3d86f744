package io.stagger.acceptance.sampling;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;

/**
 * The ancestral step of DDPM as its paper writes it (Ho et al., 2020, equations 6 and 7), for
 * variance-preserving schedules: the law of the token at the next level given the token now and the
 * clean one.
 */
final class TestingAncestralSolver implements Solver {
  @Override
  public boolean usesHistory() {
    return false;
  }

  @Override
  public Update update(NoiseSchedule schedule, int levelBefore, int level, int nextLevel) {
    double alphaBar = schedule.alphaBar(level);
    double next = schedule.alphaBar(nextLevel);
    double alpha = alphaBar / next;
    double beta = 1 - alpha;
    double clean = Math.sqrt(next) * beta / (1 - alphaBar);
    double state = Math.sqrt(alpha) * (1 - next) / (1 - alphaBar);
    double variance = (1 - next) / (1 - alphaBar) * beta;
    return new Update(state, clean, Math.sqrt(variance), 0);
  }
}
