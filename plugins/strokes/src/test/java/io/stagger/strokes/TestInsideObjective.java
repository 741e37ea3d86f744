package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.testkit.GuidanceObjectiveConformance;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

final class TestInsideObjective implements GuidanceObjectiveConformance {
  private final StrokesTokenizer tokenizer = TestingDrawings.tokenizer();

  @Override
  public GuidanceObjective guidanceObjective() {
    return objective(300, 350, 600, 500);
  }

  @Override
  public int tokenWidth() {
    return tokenizer.spec().width();
  }

  @Override
  public double tolerance() {
    return 1e-5;
  }

  private GuidanceObjective objective(double left, double top, double right, double bottom) {
    return new InsideObjective.Factory(new InsideSettings(left, top, right, bottom, 100))
        .create(tokenizer);
  }

  private double score(Stroke... strokes) {
    Tokens tokens = tokenizer.encode(TestingDrawings.drawing(strokes));
    double[] values = new double[1];
    guidanceObjective()
        .evaluate(
            tokens.values(),
            1,
            tokens.length(),
            0,
            values,
            FloatBuffer.allocate(tokens.length() * tokenWidth()));
    return values[0];
  }

  @Test
  void strokesInsideCostNothing() {
    assertThat(score(TestingDrawings.line(310, 360, 590, 490))).isZero();
  }

  @Test
  void theCostGrowsWithTheSquareOfTheDistance() {
    // 50 to the left of the region with all of its places.
    assertThat(score(TestingDrawings.line(250, 400, 250, 480))).isCloseTo(-0.25, within(1e-3));
    // And as far from the corner along both axes, twice.
    Stroke away = TestingDrawings.line(700, 600, 700, 600.001f);
    assertThat(score(away, away)).isCloseTo(-4, within(1e-2));
  }

  @Test
  void onlyThePlacesOutsideCount() {
    // 9 places at x = 600, 610, ..., 680.
    double cost = 0;
    for (int place = 0; place <= 8; place++) {
      cost += 0.01 * place * place / 9;
    }
    assertThat(score(TestingDrawings.line(600, 400, 680, 400))).isCloseTo(-cost, within(1e-3));
  }

  @Test
  void signsThatTheDrawingIsFinishedDoNotCount() {
    Tokens blank = tokenizer.encode(Drawing.blank());
    double[] values = new double[1];
    float[] gradient = new float[blank.length() * tokenWidth()];
    objective(-1024, -1024, -1000, -1000)
        .evaluate(blank.values(), 1, blank.length(), 0, values, FloatBuffer.wrap(gradient));
    assertThat(values).containsExactly(0);
    assertThat(gradient).containsOnly(0);
  }

  @Test
  void refusesARegionWithoutRoom() {
    assertThatThrownBy(() -> new InsideSettings(500, 0, 400, 1024, 100))
        .hasMessage("'left' is 500.0, but must be less than 'right', which is 400.0.");
  }
}
