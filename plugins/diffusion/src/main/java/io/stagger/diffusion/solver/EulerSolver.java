package io.stagger.diffusion.solver;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;

/**
 * Euler's method for a rectified flow (Liu et al., 2023). Where signal and noise add up to 1, the
 * token moves at the velocity {@code u = eps - x0 = (x - x0) / noise} as its noise changes:
 *
 * <pre>x' = x + (noise(k') - noise(k)) u = noise(k') / noise(k) x + (1 - noise(k') / noise(k)) x0
 * </pre>
 *
 * <p>The same as {@link DdimSolver} with eta 0 there, and meant for the schedule {@code
 * rectified-flow}. On any other it would leave tokens with another signal than their level says, so
 * a level whose signal and noise don't add up to 1 is refused.
 */
public final class EulerSolver implements Solver {
  private static final double ROUNDING = 1e-9;

  @Override
  public boolean usesHistory() {
    return false;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StaggerException if signal and noise don't add up to 1 at one of the levels
   */
  @Override
  public Update update(NoiseSchedule schedule, int levelBefore, int level, int nextLevel) {
    LevelStep.check(level, nextLevel);
    double noise = straightNoise(schedule, level);
    if (nextLevel == NoiseSchedule.CLEAN) {
      return new Update(0, 1, 0, 0);
    }
    double nextNoise = straightNoise(schedule, nextLevel);
    return new Update(nextNoise / noise, (noise - nextNoise) / noise, 0, 0);
  }

  private static double straightNoise(NoiseSchedule schedule, int level) {
    double signal = schedule.signal(level);
    double noise = schedule.noise(level);
    if (!(Math.abs(signal + noise - 1) < ROUNDING)) {
      throw new StaggerException(
          "The solver euler needs a noise schedule whose signal and noise add up to 1, but they are %s and %s at level %d; use the noise schedule rectified-flow or the solver ddim."
              .formatted(signal, noise, level));
    }
    return noise;
  }
}
