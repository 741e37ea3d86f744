package io.stagger.planning.guidance;

import java.util.List;

/** Layouts of tokens for tests. */
final class TestingLayouts {
  private TestingLayouts() {}

  /** Two frames of position, velocity, action and reward, with all scales different. */
  static TokenLayout full() {
    return new TokenLayout(
        2,
        List.of(0, 1, 2, 3),
        2,
        true,
        List.of(3.5, 2.5, 0.1, -0.2, 0.01, 0.02, 0.3),
        List.of(1.3, 1.5, 2.3, 2.4, 0.7, 0.8, 0.4));
  }

  /** Three frames of a position whose coordinates are swapped and not scaled. */
  static TokenLayout swapped() {
    return new TokenLayout(3, List.of(1, 0), 0, false, List.of(0.0, 0.0), List.of(1.0, 1.0));
  }

  /** Normalized as it is in the data. */
  static TokenLayout plain(int frameStack, int observations, int actions) {
    int channels = observations + actions;
    return new TokenLayout(
        frameStack,
        java.util.stream.IntStream.range(0, observations).boxed().toList(),
        actions,
        false,
        java.util.Collections.nCopies(channels, 0.0),
        java.util.Collections.nCopies(channels, 1.0));
  }
}
