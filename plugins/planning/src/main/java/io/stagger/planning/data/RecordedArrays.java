package io.stagger.planning.data;

import java.util.Optional;
import java.util.Set;

/** A file that holds arrays under names. */
interface RecordedArrays extends AutoCloseable {
  /** The names at its top. */
  Set<String> names();

  /** An array, if one of that name is there. */
  Optional<RecordedArray> read(String name);

  @Override
  void close();

  /**
   * An array.
   *
   * @param shape its lengths, outermost first
   * @param values its elements, row-major, in an array of numbers, of booleans, or of the names of
   *     an enumeration
   */
  record RecordedArray(int[] shape, Object values) {}
}
