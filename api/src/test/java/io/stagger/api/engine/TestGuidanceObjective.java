package io.stagger.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TestGuidanceObjective {
  private final GuidanceObjective objective =
      (clean, batch, time, firstPosition, values, gradient) -> {};

  @Test
  void isTheSameForAllSequencesAndGoalsUnlessItSaysOtherwise() {
    assertThat(objective.towards(List.of(List.of(1.0, 2.0)))).isSameAs(objective);
    assertThat(objective.forSequences(List.of(), 0)).isSameAs(objective);
  }
}
