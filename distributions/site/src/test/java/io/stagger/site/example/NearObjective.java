package io.stagger.site.example;

import io.stagger.api.engine.GuidanceObjective;
import java.nio.FloatBuffer;

/**
 * Keeps every number of every token near a target:
 *
 * <pre>score = - sum over tokens and their numbers of (x - target)^2</pre>
 *
 * @param target in the unit of normalized tokens
 */
record NearObjective(double target) implements GuidanceObjective {
  @Override
  public void evaluate(
      FloatBuffer clean,
      int batch,
      int time,
      int firstPosition,
      double[] values,
      FloatBuffer gradient) {
    int numbers = clean.remaining() / batch;
    for (int i = 0; i < clean.remaining(); i++) {
      double distance = clean.get(clean.position() + i) - target;
      values[i / numbers] -= distance * distance;
      gradient.put(gradient.position() + i, (float) (-2 * distance));
    }
  }
}
