package io.stagger.planning.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.engine.GuidanceObjective;
import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphObjectives;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestWaypointObjective implements GraphFormConformance {
  @Override
  public GuidanceObjective guidanceObjective() {
    return new WaypointObjective(settings(1, Optional.empty()), TestingLayouts.full());
  }

  @Override
  public int tokenWidth() {
    return TestingLayouts.full().width();
  }

  @Override
  public double tolerance() {
    return 1e-6;
  }

  private static WaypointSettings settings(int from, Optional<Integer> until) {
    return new WaypointSettings(List.of(4.0, 1.5), from, until, 0.5, List.of(0, 1));
  }

  @Test
  void onlyTheGivenStepsCount() {
    TokenLayout layout = TestingLayouts.plain(2, 2, 0);
    TestingScore score = new TestingScore(layout, 1, 4).random(1);
    // Observation n is in frame 2 + n - 1.
    score.set(0, 4, 0, 4).set(0, 4, 1, 1.5).set(0, 5, 0, 4.5).set(0, 5, 1, 1.5);

    score.evaluate(new WaypointObjective(settings(3, Optional.of(4)), layout), 1);

    assertThat(score.values()[0]).isCloseTo(-(Math.sqrt(2) - 1) / 2, within(1e-12));
    for (int frame = 0; frame < 8; frame++) {
      assertThat(score.slope(frame, 1)).isZero();
      if (frame != 5) {
        assertThat(score.slope(frame, 0)).isZero();
      }
    }
    assertThat(score.slope(5, 0)).isNegative();
  }

  @Test
  void stepsBeyondThePlanScoreNothing() {
    TestingScore score = new TestingScore(TestingLayouts.full(), 1, 3).random(1);

    score.evaluate(
        new WaypointObjective(settings(100, Optional.empty()), TestingLayouts.full()), 1);

    assertThat(score.values()).containsExactly(0);
    assertThat(score.gradient()).containsOnly(0);
  }

  @Test
  void refusesStepsInTheWrongOrder() {
    assertThatThrownBy(() -> settings(5, Optional.of(4)))
        .hasMessage("'until' is 4, but must be at least 'from', 5.");
  }

  /** Where a float tells places only half a unit apart, both forms still say the same. */
  @Test
  void graphFormIsExactFarFromZero() {
    TokenLayout far =
        new TokenLayout(1, List.of(0, 1), 0, false, List.of(4e6, 4e6), List.of(100.0, 100.0));
    GraphObjective objective =
        (GraphObjective)
            new WaypointObjective(
                    new WaypointSettings(
                        List.of(4e6 + 0.3, 4e6 - 0.2), 1, Optional.empty(), 0.1, List.of(0, 1)),
                    far)
                .forSequences(List.of(), 1);
    FloatBuffer clean = FloatBuffer.wrap(new float[] {0, 0, 0.001f, -0.003f});
    double[] expected = new double[1];
    float[] slopes = new float[4];
    objective.evaluate(clean, 1, 2, 0, expected, FloatBuffer.wrap(slopes));
    double[] values = new double[1];
    float[] gradient = new float[4];
    GraphObjectives.evaluate(objective, clean, 1, 2, 2, 0, values, FloatBuffer.wrap(gradient));
    assertThat(values[0]).isCloseTo(expected[0], within(1e-4));
    assertThat(gradient).containsExactly(slopes, within(0.1f));
    assertThat(Math.abs(slopes[2])).isGreaterThan(100);
  }
}
