package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class TestStroke {
  /** 300 to the right, then 100 down. */
  private static final Stroke CORNER = TestingDrawings.stroke(0, 0, 100, 0, 300, 0, 300, 100);

  @Test
  void lengthIsThatOfTheWay() {
    assertThat(CORNER.length()).isEqualTo(400);
    assertThat(CORNER.steps()).isEqualTo(3);
  }

  @Test
  void turningAddsUpWhicheverWayThePenTurns() {
    assertThat(CORNER.turning()).isCloseTo(Math.PI / 2, within(1e-12));
    Stroke zigzag = TestingDrawings.stroke(0, 0, 100, 0, 100, 100, 200, 100);
    assertThat(zigzag.turning()).isCloseTo(Math.PI, within(1e-12));
  }

  @Test
  void resamplingPutsPlacesAtEqualDistances() {
    Stroke even = CORNER.resampled(8);
    assertThat(even.places())
        .containsExactly(0, 0, 50, 0, 100, 0, 150, 0, 200, 0, 250, 0, 300, 0, 300, 50, 300, 100);
  }

  @Test
  void resamplingKeepsWhatIsEvenAlready() {
    Stroke even = CORNER.resampled(8);
    assertThat(even.resampled(8)).isEqualTo(even);
  }

  @Test
  void aDotStaysWhereItIs() {
    Stroke dot = TestingDrawings.stroke(7, 5, 7, 5).resampled(4);
    assertThat(dot.places()).containsExactly(7, 5, 7, 5, 7, 5, 7, 5, 7, 5);
    assertThat(dot.turning()).isZero();
  }

  @Test
  void refusesLessThanTwoPlaces() {
    assertThatThrownBy(() -> TestingDrawings.stroke(1, 2))
        .hasMessage("A stroke has at least 2 places of 2 numbers each, not 2 numbers.");
  }
}
