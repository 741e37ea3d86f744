package io.stagger.diffusion.level;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.random.RandomGenerator;

/**
 * Full-sequence diffusion: all tokens of a sequence share one level, uniform over all levels. The
 * regime that Diffusion Forcing is compared with; such a model can't be sampled token by token.
 */
public final class SharedLevelSampler implements NoiseLevelSampler {
  @Override
  public void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random) {
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      int level = random.nextInt(request.levelCount());
      for (int token = 0; token < levels.time(); token++) {
        levels.set(sequence, token, level);
      }
    }
  }
}
