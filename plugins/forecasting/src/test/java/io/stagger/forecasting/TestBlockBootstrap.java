package io.stagger.forecasting;

import io.stagger.api.evaluation.Baseline;

final class TestBlockBootstrap implements TestingBaselineSample {
  @Override
  public Baseline<SeriesWindow> baseline() {
    return new BlockBootstrap(new BlockBootstrapSettings(7, 7, 42, 7));
  }
}
