package io.stagger.planning.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.GuidanceObjective;
import org.junit.jupiter.api.Test;

final class TestSmallActionsObjective implements GraphFormConformance {
  @Override
  public GuidanceObjective guidanceObjective() {
    return new SmallActionsObjective(TestingLayouts.full());
  }

  @Override
  public int tokenWidth() {
    return TestingLayouts.full().width();
  }

  @Override
  public double tolerance() {
    return 1e-6;
  }

  @Test
  void scoresTheMeanSquareOfPlannedActions() {
    TokenLayout layout = TestingLayouts.plain(1, 2, 2);
    TestingScore score = new TestingScore(layout, 1, 3);
    score.set(0, 0, 2, 100).set(0, 1, 2, 3).set(0, 1, 3, 4);

    score.evaluate(new SmallActionsObjective(layout), 1);

    assertThat(score.values()[0]).isCloseTo(-12.5, within(1e-12));
    assertThat(score.slope(0, 2)).as("the initial observation").isZero();
    assertThat(score.slope(1, 2)).isEqualTo(-3);
    assertThat(score.slope(1, 3)).isEqualTo(-4);
  }

  @Test
  void needsActions() {
    assertThatThrownBy(() -> new SmallActionsObjective(TestingLayouts.plain(1, 2, 0)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("'small-actions' needs actions in tokens");
  }
}
