package io.stagger.planning.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.engine.GuidanceObjective;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestAvoidObjective implements GraphFormConformance {
  @Override
  public GuidanceObjective guidanceObjective() {
    return new AvoidObjective(disc(3), TestingLayouts.full());
  }

  @Override
  public int tokenWidth() {
    return TestingLayouts.full().width();
  }

  @Override
  public double tolerance() {
    return 1e-6;
  }

  private static AvoidSettings disc(double radius) {
    return new AvoidSettings(List.of(3.0, 2.0), Optional.of(radius), List.of(), List.of(0, 1));
  }

  @Test
  void framesInsideCostAndArePushedOut() {
    TokenLayout layout = TestingLayouts.plain(1, 2, 0);
    TestingScore score = new TestingScore(layout, 1, 5);
    score.set(0, 1, 0, 3).set(0, 1, 1, 2); // the center
    score.set(0, 2, 0, 3.5).set(0, 2, 1, 2); // inside, to the right
    score.set(0, 3, 0, 4).set(0, 3, 1, 2); // the edge
    score.set(0, 4, 0, 9).set(0, 4, 1, 9);

    score.evaluate(new AvoidObjective(disc(1), layout), 1);

    assertThat(score.values()[0]).isCloseTo(-1 - 0.75 * 0.75, within(1e-12));
    assertThat(score.slope(1, 0)).isZero();
    assertThat(score.slope(2, 0)).isPositive();
    assertThat(score.slope(2, 1)).isZero();
    assertThat(score.slope(3, 0)).isZero();
    assertThat(score.slope(4, 0)).isZero();
  }

  @Test
  void knownFramesDoNotCount() {
    TokenLayout layout = TestingLayouts.plain(1, 2, 0);
    TestingScore score = new TestingScore(layout, 1, 2).set(0, 0, 0, 3.2).set(0, 0, 1, 2);

    score.evaluate(new AvoidObjective(disc(1), layout), 1);

    assertThat(score.values()).containsExactly(0);
    assertThat(score.gradient()).containsOnly(0);
  }

  @Test
  void refusesWhatIsNoRegion() {
    assertThatThrownBy(
            () -> new AvoidSettings(List.of(1.0, 2.0), Optional.empty(), List.of(), List.of(0, 1)))
        .hasMessage("A region to avoid has either a 'radius' or a 'size', not neither.");
    assertThatThrownBy(
            () ->
                new AvoidSettings(
                    List.of(1.0, 2.0), Optional.of(1.0), List.of(1.0, 1.0), List.of(0, 1)))
        .hasMessageEndingWith("not both.");
  }
}
