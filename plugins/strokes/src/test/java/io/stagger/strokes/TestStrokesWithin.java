package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestStrokesWithin {
  /** Lines of the lengths 100 to 299, and bent ones of as many turnings. */
  private static Drawing drawing() {
    List<Stroke> strokes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      float length = 100 + i;
      strokes.add(
          TestingDrawings.stroke(
                  300, 300, 300 + length / 2, 300, 300 + length / 2, 300 + length / 2)
              .resampled(TestingDrawings.STEPS));
    }
    return new Drawing("", strokes);
  }

  private static Map<String, Double> scores(int known, Stroke... sampled) {
    Metric.Scorer<Drawing> scorer = new StrokesWithin().scorer();
    for (int i = 0; i < 2; i++) {
      scorer.add(new Prediction<>(drawing(), List.of(TestingDrawings.drawing(sampled)), known));
    }
    return scorer.scores();
  }

  private static Stroke bent(float length) {
    return TestingDrawings.stroke(
            300, 300, 300 + length / 2, 300, 300 + length / 2, 300 + length / 2)
        .resampled(TestingDrawings.STEPS);
  }

  @Test
  void strokesLikeRealOnesAreWithin() {
    assertThat(scores(0, bent(150), bent(250)))
        .containsEntry("strokes_within", 1.0)
        .containsEntry("strokes_outside", 0.0);
  }

  @Test
  void whatIsTooLongTooBentOrTooFarOutCounts() {
    Stroke tooLong = bent(320);
    Stroke straight = TestingDrawings.line(300, 300, 400, 400);
    Stroke away =
        TestingDrawings.stroke(800, 300, 875, 300, 875, 375).resampled(TestingDrawings.STEPS);
    Map<String, Double> scores = scores(0, bent(150), tooLong, straight, away);

    assertThat(scores.get("strokes_within")).isEqualTo(0.25);
    assertThat(scores.get("strokes_outside")).isEqualTo(0.75);
    assertThat(scores.get("length_within")).isEqualTo(0.75);
    assertThat(scores.get("turning_within")).isEqualTo(0.75);
    assertThat(scores.get("bounds_within")).isEqualTo(0.5);
  }

  @Test
  void knownStrokesDoNotCount() {
    assertThat(scores(1, bent(1000), bent(150))).containsEntry("strokes_within", 1.0);
  }

  @Test
  void realStrokesHaveTheShareThatPercentilesLeave() {
    // 2 of 200 lengths lie beyond the 99th percentile, and 1 before the first.
    assertThat(scores(0, bent(150)).get("real_within")).isCloseTo(0.985, within(0.0051));
  }

  @Test
  void percentilesAreThoseOfTheNearestRank() {
    StrokeRanges ranges = StrokeRanges.of(drawing().strokes());
    assertThat(ranges.check(bent(101)).length()).isTrue();
    assertThat(ranges.check(bent(100)).length()).isFalse();
    assertThat(ranges.check(bent(297)).length()).isTrue();
    assertThat(ranges.check(bent(298.5f)).length()).isFalse();
  }

  @Test
  void scoresNeedAPrediction() {
    assertThatThrownBy(() -> new StrokesWithin().scorer().scores())
        .isInstanceOf(IllegalStateException.class);
  }
}
