package io.stagger.planning.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.GuidanceObjective;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestReachObjective implements GraphFormConformance {
  @Override
  public GuidanceObjective guidanceObjective() {
    return new ReachObjective(TestingReach.settings(List.of(4.0, 1.5)), TestingLayouts.full());
  }

  @Override
  public int tokenWidth() {
    return TestingLayouts.full().width();
  }

  @Override
  public double tolerance() {
    return 1e-6;
  }

  /** A goal for each sequence, and coordinates in another order. */
  @Test
  void eachSequenceHasItsOwnGoal() {
    ReachObjective objective =
        new ReachObjective(TestingReach.settings(List.of(0.0, 0.0)), TestingLayouts.swapped())
            .withGoals(List.of(List.of(1.0, 2.0), List.of(3.0, 4.0)));
    TestingScore score = new TestingScore(TestingLayouts.swapped(), 2, 3);
    // Channel 0 is y, channel 1 is x: at the goal nothing is lost.
    for (int frame = 3; frame < 9; frame++) {
      score.set(0, frame, 0, 2).set(0, frame, 1, 1);
      score.set(1, frame, 0, 4).set(1, frame, 1, 3);
    }
    score.evaluate(objective, 1);
    assertThat(score.values()).containsExactly(0, 0);
    assertThat(score.gradient()).containsOnly(0);

    score.set(1, 8, 1, 4).evaluate(objective, 1);
    // One of 3 known and 6 planned frames is at a distance of 1.
    assertThat(score.values()[0]).isZero();
    assertThat(score.values()[1]).isCloseTo(-Math.tanh(0.5) / 9, within(1e-12));
    assertThatThrownBy(() -> score.evaluate(objective.withGoals(List.of(List.of(1.0, 2.0))), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 goals don't go with 2 sequences.");
  }

  @Test
  void narrowPullIsStrongNearTheGoalAlone() {
    ReachSettings all = TestingReach.settings(List.of(0.0, 0.0));
    ReachSettings narrow =
        new ReachSettings(
            all.goal(),
            all.horizon(),
            all.startWeight(),
            all.goalWeight(),
            all.otherStartWeight(),
            all.otherWeight(),
            0.25,
            all.position());
    ReachObjective objective = new ReachObjective(narrow, TestingLayouts.swapped());
    TestingScore near = new TestingScore(TestingLayouts.swapped(), 1, 3);
    near.set(0, 8, 0, 0.5).evaluate(objective, 1);
    TestingScore far = new TestingScore(TestingLayouts.swapped(), 1, 3);
    far.set(0, 8, 0, 4).evaluate(objective, 1);

    // tanh(0.5 / (2 0.25)) and tanh(4 / (2 0.25)), over 9 frames.
    assertThat(near.values()[0]).isCloseTo(-Math.tanh(1) / 9, within(1e-12));
    assertThat(far.values()[0]).isCloseTo(-Math.tanh(8) / 9, within(1e-12));
    double slope = (1 - Math.tanh(1) * Math.tanh(1)) / 0.5 / 9;
    int last = 8 * TestingLayouts.swapped().channels();
    assertThat((double) near.gradient()[last]).isCloseTo(-slope, within(1e-6));
    assertThat((double) far.gradient()[last]).isCloseTo(0, within(1e-5));
  }

  @Test
  void stepsBeyondTheHorizonDoNotCount() {
    ReachSettings all = TestingReach.settings(List.of(1.0, 2.0));
    ReachSettings four =
        new ReachSettings(
            all.goal(),
            Optional.of(4),
            all.startWeight(),
            all.goalWeight(),
            all.otherStartWeight(),
            all.otherWeight(),
            all.width(),
            all.position());
    TestingScore longer = new TestingScore(TestingLayouts.full(), 1, 5).random(3);
    TestingScore shorter = new TestingScore(TestingLayouts.full(), 1, 3).random(3);

    longer.evaluate(new ReachObjective(four, TestingLayouts.full()), 1);
    shorter.evaluate(new ReachObjective(all, TestingLayouts.full()), 1);

    assertThat(longer.values()).containsExactly(shorter.values());
    assertThat(longer.gradient()).startsWith(shorter.gradient()).endsWith(new float[28]);
  }

  @Test
  void committedTokensChangeNothingForTheOthers() {
    ReachObjective objective =
        new ReachObjective(TestingReach.settings(List.of(1.0, 2.0)), TestingLayouts.full());
    TestingScore whole = new TestingScore(TestingLayouts.full(), 1, 4).random(5);
    TestingScore rest = whole.without(1);

    whole.evaluate(objective, 1);
    rest.evaluate(objective, 1);

    assertThat(whole.gradient()).endsWith(rest.gradient());
  }

  @Test
  void explainsGoalsThatDoNotFit() {
    assertThatThrownBy(() -> TestingReach.settings(List.of(1.0)))
        .hasMessage("'goal' is [1.0], but must be at least two finite numbers, such as 1.5,3.");
    assertThatThrownBy(
            () ->
                new ReachObjective(
                    TestingReach.settings(List.of(1.0, 2.0, 3.0)), TestingLayouts.plain(1, 2, 0)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("has 3 numbers, but tokens hold 2 of an observation");
    assertThatThrownBy(
            () ->
                new ReachObjective(
                    TestingReach.settings(List.of(1.0, 2.0)), TestingLayouts.plain(1, 1, 0)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The guidance objective 'reach' takes the numbers [0, 1] of an observation for the position, but tokens hold the numbers [0]; change 'position', or the tokenizer's observations.");
  }

  @Test
  void needsAGoalBeforeItScores() {
    ReachObjective without =
        new ReachObjective(TestingReach.settings(List.of()), TestingLayouts.full());
    TestingScore score = new TestingScore(TestingLayouts.full(), 2, 3).random(1);

    assertThatThrownBy(() -> score.evaluate(without, 1))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The guidance objective 'reach' has no goal: set its 'goal', such as goal: [1.5, 3], or sample where each sequence has a goal of its own.");
  }

  @Test
  void goesForTheGoalsOfTheSequencesOnlyWithoutOneOfItsOwn() {
    List<List<Double>> goals = List.of(List.of(1.0, 2.0), List.of(3.0, 4.0));
    ReachObjective without =
        new ReachObjective(TestingReach.settings(List.of()), TestingLayouts.full());
    ReachObjective own =
        new ReachObjective(TestingReach.settings(List.of(4.0, 1.5)), TestingLayouts.full());
    TestingScore towards = new TestingScore(TestingLayouts.full(), 2, 3).random(1);
    TestingScore withGoals = new TestingScore(TestingLayouts.full(), 2, 3).random(1);
    TestingScore ofItsOwn = new TestingScore(TestingLayouts.full(), 2, 3).random(1);

    towards.evaluate(without.towards(goals), 1);
    withGoals.evaluate(own.withGoals(goals), 1);
    ofItsOwn.evaluate(own, 1);

    assertThat(towards.values()).containsExactly(withGoals.values());
    assertThat(towards.gradient()).containsExactly(withGoals.gradient());
    assertThat(own.towards(goals)).isSameAs(own);
    assertThat(towards.values()).isNotEqualTo(ofItsOwn.values());
  }
}
