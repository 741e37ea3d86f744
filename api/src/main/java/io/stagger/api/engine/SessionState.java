package io.stagger.api.engine;

import java.util.List;

/**
 * What a sampling session holds, outside the engine.
 *
 * @param committed how many tokens of each sequence are committed, at least 0
 * @param active how many are active, at least 0
 * @param steps how many steps were run, at least 0
 * @param tensors what the engine keeps of them, under names of its own
 * @since 0.1.0
 */
public record SessionState(int committed, int active, long steps, List<NamedTensor> tensors) {
  /** Checks the numbers and copies the list. */
  public SessionState {
    tensors = List.copyOf(tensors);
    if (committed < 0 || active < 0 || steps < 0) {
      throw new IllegalArgumentException(
          "A session has at least 0 committed tokens, active tokens and steps, not %d, %d and %d."
              .formatted(committed, active, steps));
    }
  }
}
