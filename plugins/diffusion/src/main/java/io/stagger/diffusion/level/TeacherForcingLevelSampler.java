package io.stagger.diffusion.level;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import java.util.random.RandomGenerator;

/**
 * Teacher forcing: one token of each sequence, at a uniform position before the padding, is noised
 * at a uniform level; those before it are clean, those after it pure noise, and the loss counts
 * that token alone. The regime of a next-token diffusion model; such a model is frail once it sees
 * its own predictions.
 */
public final class TeacherForcingLevelSampler implements NoiseLevelSampler {
  @Override
  public void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random) {
    int time = levels.time();
    int levelCount = request.levelCount();
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      int position = random.nextInt(request.length(sequence));
      for (int token = 0; token < time; token++) {
        levels.set(sequence, token, token < position ? NoiseSchedule.CLEAN : levelCount - 1);
        shares[sequence * time + token] = token == position ? 1 : 0;
      }
      levels.set(sequence, position, random.nextInt(levelCount));
    }
  }
}
