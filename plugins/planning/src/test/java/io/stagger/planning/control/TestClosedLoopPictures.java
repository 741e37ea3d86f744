package io.stagger.planning.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TestClosedLoopPictures {
  private static final double[] HERE = {1, 2};

  private static String reachedAfter(int steps) {
    EpisodeRecord record = new EpisodeRecord(HERE, List.of(), 10);
    for (int step = 1; step <= 3; step++) {
      record.step(HERE, step == steps ? 1 : 0);
    }
    return ClosedLoopPictures.reached(record);
  }

  @Test
  void countsOneStepAsOne() {
    assertThat(reachedAfter(1)).isEqualTo("at the goal after 1 step");
    assertThat(reachedAfter(2)).isEqualTo("at the goal after 2 steps");
    assertThat(reachedAfter(9)).isEqualTo("goal not reached");
  }
}
