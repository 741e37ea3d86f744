package io.stagger.api.data;

import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers that a tokenizer learned from the training data, by name, as they are saved with a
 * model.
 *
 * @param values arrays by name; not copied, not to be changed
 * @since 0.1.0
 */
public record Statistics(Map<String, double[]> values) {
  /** Sorts by name, so that equal statistics are written alike. */
  public Statistics {
    values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * The array of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public double[] get(String name) {
    double[] array = values.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "The tokenizer's statistics hold " + values.keySet() + " but no '" + name + "'.");
    }
    return array;
  }
}
