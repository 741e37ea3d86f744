package io.stagger.forecasting;

import io.stagger.api.evaluation.Baseline;

final class TestSeasonalNaive implements TestingBaselineSample {
  @Override
  public Baseline<SeriesWindow> baseline() {
    return new SeasonalNaive(new SeasonalNaiveSettings(7));
  }
}
