package io.stagger.diffusion.level;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.random.RandomGenerator;

/**
 * Levels that favor the middle of the schedule, where most is to be learned (Esser et al., 2024,
 * section 3.1, for rectified flow):
 *
 * <pre>u = 1 / (1 + exp(-(mean + scale z))), z ~ N(0, 1);   k = floor(u K)</pre>
 *
 * independently for each token, or with {@code shared} once for each sequence. With mean 0 the
 * median is the middle level; scale 1 draws half of the levels from the middle third, 1.6 is nearly
 * uniform, and above that the ends are favored. The very ends are drawn so rarely that few-step
 * sampling, which starts at the last level, may suffer: raise {@code mean} or {@code scale} then.
 * One normal draw a token.
 */
public final class LogitNormalLevelSampler implements NoiseLevelSampler {
  private final LogitNormalSettings settings;

  /** Creates the sampler. */
  public LogitNormalLevelSampler(LogitNormalSettings settings) {
    this.settings = settings;
  }

  @Override
  public void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random) {
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      int level = 0;
      for (int token = 0; token < levels.time(); token++) {
        if (token == 0 || !settings.shared()) {
          level = level(request.levelCount(), random);
        }
        levels.set(sequence, token, level);
      }
    }
  }

  private int level(int levelCount, RandomGenerator random) {
    double logit = settings.mean() + settings.scale() * random.nextGaussian();
    double share = 1 / (1 + Math.exp(-logit));
    // Far out the share rounds to 1.
    return Math.min((int) (share * levelCount), levelCount - 1);
  }
}
