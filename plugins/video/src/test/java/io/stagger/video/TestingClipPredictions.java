package io.stagger.video;

import static io.stagger.video.TestingClips.row;
import static io.stagger.video.TestingClips.rows;

import io.stagger.api.evaluation.Prediction;
import io.stagger.testkit.MetricConformance;
import java.util.List;

/** Predictions of clips of one known frame and two others that every metric is checked on. */
interface TestingClipPredictions extends MetricConformance<Clip> {
  @Override
  default List<Prediction<Clip>> predictions() {
    float[] known = row(0, 0.5, 0);
    return List.of(
        prediction(
            rows(known, row(1, 0, 0), row(0, 0, 1)),
            rows(known, row(0.5, 0.5, 0), row(0, 1, 0)),
            rows(known, row(0, 1, 0), row(0, 0.25, 0.5))),
        prediction(
            rows(known, row(0, 1, 0), row(0, 1, 0)),
            rows(known, row(0.25, 0.5, 0), row(1, 0, 0)),
            rows(known, row(0, 0.5, 0), row(0.5, 0, 0))),
        prediction(
            rows(known, row(0.5, 0, 0), row(0.25, 0.25, 0)),
            rows(known, row(0, 0, 0.5), row(0, 0, 0)),
            rows(known, row(0, 0, 1), row(0, 0, 0.25))));
  }

  private static Prediction<Clip> prediction(Clip truth, Clip... samples) {
    return new Prediction<>(truth, List.of(samples), 1);
  }

  @Override
  default Clip scaled(Clip sample, double factor) {
    float[] pixels = sample.pixels().clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] *= (float) factor;
    }
    return new Clip(sample.height(), sample.width(), sample.channels(), pixels);
  }
}
