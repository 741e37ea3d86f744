package io.stagger.testkit;

import io.stagger.api.data.Split;

/**
 * Where a sample is in its source.
 *
 * @param split its split
 * @param index its number there
 */
record SamplePlace(Split split, long index) {
  @Override
  public String toString() {
    return "sample %d of %s".formatted(index, split);
  }
}
