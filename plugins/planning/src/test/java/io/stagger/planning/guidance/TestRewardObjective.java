package io.stagger.planning.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.GuidanceObjective;
import org.junit.jupiter.api.Test;

final class TestRewardObjective implements GraphFormConformance {
  @Override
  public GuidanceObjective guidanceObjective() {
    return new RewardObjective(TestingLayouts.full());
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
  void addsUpRewardsOfPlannedFramesInTheirUnit() {
    TestingScore score = new TestingScore(TestingLayouts.full(), 1, 3);
    score.set(0, 1, 6, 100).set(0, 2, 6, 2);

    score.evaluate(new RewardObjective(TestingLayouts.full()), 1);

    assertThat(score.values()[0]).isCloseTo(4 * 0.3 + 2 * 0.4, within(1e-12));
    assertThat(score.slope(1, 6)).as("the initial observation").isZero();
    assertThat(score.slope(3, 6)).isEqualTo(0.4f);
  }

  @Test
  void needsRewards() {
    assertThatThrownBy(() -> new RewardObjective(TestingLayouts.plain(1, 2, 2)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("'reward' needs rewards in tokens");
  }
}
