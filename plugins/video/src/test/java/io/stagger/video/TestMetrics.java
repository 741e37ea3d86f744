package io.stagger.video;

import static io.stagger.video.TestingClips.row;
import static io.stagger.video.TestingClips.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.Split;
import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TestMetrics {
  private static Map<String, Double> scores(Metric<Clip> metric, Clip truth, Clip... samples) {
    Metric.Scorer<Clip> scorer = metric.scorer();
    scorer.add(new Prediction<>(truth, List.of(samples), 1));
    return scorer.scores();
  }

  @Test
  void squaredErrorIsThatOfTheMeanOverPredictedFrames() {
    Clip truth = rows(row(0, 0), row(1, 0), row(0, 1));
    Clip one = rows(row(1, 1), row(0.5, 0), row(0, 1));
    Clip two = rows(row(1, 1), row(1, 0), row(0, 0));
    // Errors of the mean: 0.25, 0, 0, 0.5.
    assertThat(scores(new FrameMeanSquaredError(), truth, one, two))
        .containsExactly(entry("frame_mse", (0.0625 + 0.25) / 4));
  }

  @Test
  void unknownPixelsDoNotCount() {
    Clip truth = rows(row(0, 0), row(Double.NaN, 0));
    assertThat(scores(new FrameMeanSquaredError(), truth, rows(row(0, 0), row(1, 0.5))))
        .containsExactly(entry("frame_mse", 0.25));
  }

  @Test
  void positionErrorIsTheDistanceOfCentersOverSamplesAndFrames() {
    Clip truth = rows(row(1, 0, 0, 0), row(1, 0, 0, 0), row(0, 1, 0, 0));
    Clip still = rows(row(1, 0, 0, 0), row(1, 0, 0, 0), row(0, 1, 0, 0));
    Clip ahead = rows(row(1, 0, 0, 0), row(0, 0.2, 0, 0), row(0, 0, 0.5, 0.5));
    assertThat(scores(new PositionError(), truth, still, ahead))
        .containsExactly(
            entry("position_error", (0 + 1 + 0 + 1.5) / 4), entry("position_error_last", 0.75));
  }

  @Test
  void darkPredictionsCountAsTheMiddleAndDarkTruthsNotAtAll() {
    Clip truth = rows(row(1, 0, 0, 0), row(0, 0, 0, 0), row(1, 0, 0, 0));
    Clip dark = rows(row(1, 0, 0, 0), row(0, 1, 0, 0), row(0, 0, 0, 0));
    assertThat(scores(new PositionError(), truth, dark))
        .containsExactly(entry("position_error", 1.5), entry("position_error_last", 1.5));
  }

  @Test
  void centersLieBetweenRowsAndColumnsAsLightDoes() {
    Clip clip = new Clip(2, 2, 3, new float[] {0, 0, 0, 0.5f, 0.25f, 0.25f, 0, 0, 0, 1, 1, 1});
    CenterOfMass center = CenterOfMass.of(clip, 0).orElseThrow();
    assertThat(center.x()).isEqualTo(1.5);
    assertThat(center.y()).isEqualTo(0.25 * 0.5 + 0.75 * 1.5);
    assertThat(center.distance(CenterOfMass.middle(clip)))
        .isCloseTo(Math.hypot(0.5, 0.25), within(1e-12));
  }

  @Test
  void nothingAddedIsRefused() {
    for (Metric<Clip> metric : List.of(new FrameMeanSquaredError(), new PositionError())) {
      assertThatThrownBy(() -> metric.scorer().scores())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("No prediction was added.");
    }
  }

  @Test
  void baselineRepeatsTheLastKnownFrame() {
    Clip sample = rows(row(0.1, 0.2), row(0.3, 0.4), row(0.5, 0.6), row(0.7, 0.8));
    List<Clip> futures = new LastFrame().predict(sample, 2, 3, new SplittableRandom(1));
    assertThat(futures)
        .hasSize(3)
        .containsOnly(rows(row(0.1, 0.2), row(0.3, 0.4), row(0.3, 0.4), row(0.3, 0.4)));
  }

  @Test
  void baselineIsWorseThanTheTruthAndItsPositionIsOff() {
    MovingPicturesSource source = new TestingPictures().open();
    Metric.Scorer<Clip> mse = new FrameMeanSquaredError().scorer();
    Metric.Scorer<Clip> position = new PositionError().scorer();
    for (long index = 0; index < source.size(Split.TEST); index++) {
      Clip truth = source.get(Split.TEST, index);
      Prediction<Clip> prediction =
          new Prediction<>(
              truth,
              new LastFrame().predict(truth, source.knownLength(), 1, new SplittableRandom(1)),
              source.knownLength());
      mse.add(prediction);
      position.add(prediction);
    }
    assertThat(mse.scores().get("frame_mse")).isBetween(0.01, 0.2);
    assertThat(position.scores().get("position_error")).isBetween(1.0, 10.0);
  }
}
