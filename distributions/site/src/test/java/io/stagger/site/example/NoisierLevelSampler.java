package io.stagger.site.example;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.random.RandomGenerator;

/** Gives each token the noisier of two levels, so that high levels are learned more often. */
final class NoisierLevelSampler implements NoiseLevelSampler {
  @Override
  public void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random) {
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      for (int token = 0; token < levels.time(); token++) {
        int first = random.nextInt(request.levelCount());
        int second = random.nextInt(request.levelCount());
        levels.set(sequence, token, Math.max(first, second));
      }
    }
  }
}
