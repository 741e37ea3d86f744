package io.stagger.api.diffusion;

import java.util.Arrays;

/**
 * Mutable noise levels of a batch, one for each token: a grid [batch, time].
 *
 * @since 0.1.0
 */
public final class NoiseLevels {
  private final int batch;
  private final int time;
  private final int[] levels;

  /** A grid in which every token is {@link NoiseSchedule#CLEAN}. */
  public NoiseLevels(int batch, int time) {
    this.batch = batch;
    this.time = time;
    this.levels = new int[batch * time];
    Arrays.fill(levels, NoiseSchedule.CLEAN);
  }

  /** The number of sequences. */
  public int batch() {
    return batch;
  }

  /** The number of tokens of each sequence. */
  public int time() {
    return time;
  }

  /** The level of one token. */
  public int get(int sequence, int token) {
    return levels[sequence * time + token];
  }

  /** Sets the level of one token. */
  public void set(int sequence, int token, int level) {
    levels[sequence * time + token] = level;
  }

  /** All levels, row-major [batch, time]; the grid's own array. */
  public int[] array() {
    return levels;
  }
}
