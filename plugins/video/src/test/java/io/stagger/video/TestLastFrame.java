package io.stagger.video;

import static io.stagger.video.TestingClips.row;
import static io.stagger.video.TestingClips.rows;

import io.stagger.api.evaluation.Baseline;
import io.stagger.testkit.BaselineConformance;
import java.util.List;
import java.util.stream.IntStream;

final class TestLastFrame implements BaselineConformance<Clip> {
  @Override
  public Baseline<Clip> baseline() {
    return new LastFrame();
  }

  @Override
  public Clip sample() {
    return rows(row(0.1, 0.2), row(0.3, 0.4), row(0.5, 0.6), row(0.7, 0.8));
  }

  @Override
  public Clip withOtherFuture() {
    return rows(row(0.1, 0.2), row(0.3, 0.4), row(0, 0), row(1, 0));
  }

  @Override
  public int knownLength() {
    return 2;
  }

  @Override
  public List<?> steps(Clip sample) {
    return IntStream.range(0, sample.length())
        .mapToObj(frame -> List.of(sample.value(frame, 0, 0, 0), sample.value(frame, 0, 1, 0)))
        .toList();
  }
}
