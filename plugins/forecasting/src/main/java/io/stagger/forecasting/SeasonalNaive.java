package io.stagger.forecasting;

import io.stagger.api.StaggerException;
import io.stagger.api.evaluation.Baseline;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Repeats the last season before the forecast. All futures are the same. */
public final class SeasonalNaive implements Baseline<SeriesWindow> {
  private final int period;

  /** A baseline with these settings. */
  public SeasonalNaive(SeasonalNaiveSettings settings) {
    this.period = settings.period();
  }

  @Override
  public Class<SeriesWindow> sampleType() {
    return SeriesWindow.class;
  }

  @Override
  public List<SeriesWindow> predict(
      SeriesWindow sample, int knownLength, int count, RandomGenerator random) {
    if (period > sample.start() + knownLength) {
      throw new StaggerException(
          "'period' of seasonal-naive is %d, but only %d rows come before the first forecast."
              .formatted(period, sample.start() + knownLength));
    }
    int series = sample.seriesCount();
    double[] values = new double[sample.length() * series];
    for (int time = 0; time < sample.length(); time++) {
      int seasons = time < knownLength ? 0 : (time - knownLength) / period + 1;
      for (int s = 0; s < series; s++) {
        values[time * series + s] = sample.value(time - seasons * period, s);
      }
    }
    return Collections.nCopies(count, sample.withValues(values));
  }
}
