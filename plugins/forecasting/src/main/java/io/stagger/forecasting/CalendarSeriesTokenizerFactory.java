package io.stagger.forecasting;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import java.util.ArrayList;
import java.util.List;

/** Makes {@code calendar-series} tokenizers. */
public final class CalendarSeriesTokenizerFactory implements TokenizerFactory<SeriesWindow> {
  private final CalendarSeriesSettings settings;

  /** A factory for these settings. */
  public CalendarSeriesTokenizerFactory(CalendarSeriesSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<SeriesWindow> sampleType() {
    return SeriesWindow.class;
  }

  @Override
  public Tokenizer<SeriesWindow> fit(DataSource<SeriesWindow> source) {
    if (source.size(Split.TRAIN) < 1) {
      throw new IllegalArgumentException("A tokenizer needs at least one training window.");
    }
    checkLags(source);
    return new CalendarSeriesTokenizer(
        settings, SeriesScale.fit(settings, disjointWindows(source), source.knownLength()));
  }

  private void checkLags(DataSource<SeriesWindow> source) {
    int horizon = source.sampleLength() - source.knownLength();
    for (int lag : settings.lags()) {
      if (lag < horizon) {
        throw new StaggerException(
            "'lags' holds %d, but a lag is at least the horizon, %d, because values within the horizon are not known when they are forecast."
                .formatted(lag, horizon));
      }
    }
    int history = source.get(Split.TRAIN, 0).start();
    if (settings.longestLag() > history) {
      throw new StaggerException(
          "'lags' holds %d, but only %d rows lie before the first training window; raise 'history' of the data source to %d, or leave the lag out."
              .formatted(settings.longestLag(), history, settings.longestLag()));
    }
  }

  private static List<SeriesWindow> disjointWindows(DataSource<SeriesWindow> source) {
    List<SeriesWindow> windows = new ArrayList<>();
    int end = Integer.MIN_VALUE;
    for (long i = 0; i < source.size(Split.TRAIN); i++) {
      SeriesWindow window = source.get(Split.TRAIN, i);
      if (window.start() >= end) {
        windows.add(window);
        end = window.start() + window.length();
      }
    }
    return windows;
  }

  @Override
  public Tokenizer<SeriesWindow> restore(Statistics statistics) {
    return new CalendarSeriesTokenizer(settings, SeriesScale.restore(settings, statistics));
  }
}
