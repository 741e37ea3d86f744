package io.stagger.core.run;

import io.stagger.api.StaggerException;
import java.util.random.RandomGenerator;

/**
 * The order in which training samples are seen: a new shuffle every epoch, so that each sample is
 * seen once an epoch. Which sample comes where is a function of the seed alone. Remembers the last
 * shuffle; not thread-safe.
 */
final class SampleOrder {
  private final Seeds seeds;
  private final int[] shuffle;
  private long shuffledEpoch = -1;

  /**
   * An order.
   *
   * @param size how many samples there are
   */
  SampleOrder(long size, Seeds seeds) {
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw new StaggerException(
          "Training needs from 1 to %d training samples, but the data holds %d."
              .formatted(Integer.MAX_VALUE, size));
    }
    this.seeds = seeds;
    this.shuffle = new int[(int) size];
  }

  /** The index of the sample that is drawn after {@code drawn} others. */
  int index(long drawn) {
    long epoch = drawn / shuffle.length;
    if (epoch != shuffledEpoch) {
      shuffle(epoch);
    }
    return shuffle[(int) (drawn % shuffle.length)];
  }

  private void shuffle(long epoch) {
    RandomGenerator random = seeds.generator(Seeds.Purpose.ORDER, epoch);
    // Inside out, so that no earlier shuffle is built upon.
    for (int i = 0; i < shuffle.length; i++) {
      int j = random.nextInt(i + 1);
      shuffle[i] = shuffle[j];
      shuffle[j] = i;
    }
    shuffledEpoch = epoch;
  }
}
