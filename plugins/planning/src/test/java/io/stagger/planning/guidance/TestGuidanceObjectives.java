package io.stagger.planning.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.planning.PlanningPlugin;
import io.stagger.planning.Trajectory;
import io.stagger.testkit.CollectedExtensions;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestGuidanceObjectives {
  @Test
  void pluginContributesThem() {
    assertThat(
            CollectedExtensions.of(new PlanningPlugin()).names(ExtensionPoints.GUIDANCE_OBJECTIVE))
        .containsExactly("reach", "waypoint", "avoid", "reward", "small-actions");
  }

  @Test
  void readTheLayoutOfTheTokenizer() {
    TrajectoryObjectiveFactory factory =
        new TrajectoryObjectiveFactory(
            "reach",
            layout -> new ReachObjective(TestingReach.settings(List.of(4.0, 1.5)), layout));

    assertThat(factory.sampleType()).isEqualTo(Trajectory.class);
    assertThat(factory.create(new LaidOut())).isInstanceOf(ReachObjective.class);
  }

  @Test
  void needATokenizerThatTellsItsLayout() {
    TrajectoryObjectiveFactory factory =
        new TrajectoryObjectiveFactory("reward", RewardObjective::new);

    assertThatThrownBy(() -> factory.create(new Silent()))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The guidance objective 'reward' needs a tokenizer that tells where positions, actions and rewards are in a token, such as 'trajectory', but Silent does not.");
  }

  @Test
  void layoutsAreChecked() {
    assertThatThrownBy(() -> new TokenLayout(0, List.of(0), 0, false, List.of(0.0), List.of(1.0)))
        .hasMessage("A token has at least 1 frame of at least 1 number, not 0 of 1.");
    assertThatThrownBy(() -> new TokenLayout(1, List.of(0), 1, false, List.of(0.0), List.of(1.0)))
        .hasMessage("Frames of 2 numbers don't go with 1 means and 1 deviations.");
    assertThatThrownBy(() -> new TokenLayout(1, List.of(0), 0, false, List.of(0.0), List.of(0.0)))
        .hasMessage("Deviations are above 0, not [0.0].");
  }

  private static class Silent implements Tokenizer<Trajectory> {
    @Override
    public TokenSpec spec() {
      return TokenSpec.vector(TestingLayouts.full().width(), 0);
    }

    @Override
    public Tokens encode(Trajectory sample) {
      throw new AssertionError("Nothing is encoded.");
    }

    @Override
    public Trajectory decode(Tokens tokens, Trajectory template) {
      throw new AssertionError("Nothing is decoded.");
    }

    @Override
    public Statistics statistics() {
      throw new AssertionError("Statistics are not asked for.");
    }
  }

  private static final class LaidOut extends Silent implements LaidOutTokens {
    @Override
    public TokenLayout tokenLayout() {
      return TestingLayouts.full();
    }
  }
}
