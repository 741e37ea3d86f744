package io.stagger.forecasting;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import java.nio.FloatBuffer;

/**
 * One token a row: the normalized values of all series. Its conditions are what the date tells,
 * then for each lag the lagged values of all series, normalized like the window they accompany, and
 * (with holidays) a flag that the lagged day was a major holiday.
 *
 * <p>A row with unknown values is padding: zeros, with all conditions. Lagged values that lie
 * before the table are 0, the series' center.
 */
final class CalendarSeriesTokenizer implements Tokenizer<SeriesWindow> {
  private final CalendarSeriesSettings settings;
  private final CalendarConditions calendar;
  private final SeriesScale scale;
  private final TokenSpec spec;

  CalendarSeriesTokenizer(CalendarSeriesSettings settings, SeriesScale scale) {
    this.settings = settings;
    this.calendar = new CalendarConditions(settings);
    this.scale = scale;
    this.spec =
        TokenSpec.vector(
            scale.seriesCount(), calendar.width() + settings.lags().size() * lagWidth());
  }

  private int lagWidth() {
    return scale.seriesCount()
        + switch (settings.holidays()) {
          case NONE -> 0;
          case US -> 1;
        };
  }

  @Override
  public TokenSpec spec() {
    return spec;
  }

  @Override
  public Tokens encode(SeriesWindow window) {
    checkSeries(window);
    int width = spec.width();
    int length = window.length();
    double[] levels = levels(window);
    float[] values = new float[length * width];
    float[] conditions = new float[length * spec.conditionWidth()];
    boolean[] real = new boolean[length];
    for (int time = 0; time < length; time++) {
      real[time] = true;
      for (int s = 0; s < width; s++) {
        double value = window.value(time, s);
        if (Double.isFinite(value)) {
          values[time * width + s] = (float) scale.normalize(value, levels[s], s);
        } else {
          real[time] = false;
        }
      }
      describe(window, time, levels, conditions);
    }
    return new Tokens(spec, values, conditions, real);
  }

  private void describe(SeriesWindow window, int time, double[] levels, float[] conditions) {
    int at = time * spec.conditionWidth();
    at = calendar.describe(window.date(time), conditions, at);
    for (int lag : settings.lags()) {
      int lagged = time - lag;
      boolean exists = window.start() + lagged >= 0;
      for (int s = 0; s < scale.seriesCount(); s++) {
        double value = exists ? window.value(lagged, s) : Double.NaN;
        conditions[at++] =
            Double.isFinite(value) ? (float) scale.normalize(value, levels[s], s) : 0;
      }
      switch (settings.holidays()) {
        case NONE -> {}
        case US ->
            conditions[at++] =
                CalendarConditions.flag(exists && calendar.isMajorHoliday(window.date(lagged)));
      }
    }
  }

  private double[] levels(SeriesWindow window) {
    double[] levels = new double[scale.seriesCount()];
    for (int s = 0; s < levels.length; s++) {
      levels[s] = scale.level(window, s);
    }
    return levels;
  }

  private void checkSeries(SeriesWindow window) {
    if (window.seriesCount() != scale.seriesCount()) {
      throw new StaggerException(
          "The model was trained on %d series, but the data has %d: %s."
              .formatted(
                  scale.seriesCount(), window.seriesCount(), String.join(", ", window.names())));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @param template supplies table, start and (for window normalization) the known values; at least
   *     as long as the tokens
   */
  @Override
  public SeriesWindow decode(Tokens tokens, SeriesWindow template) {
    checkSeries(template);
    int width = spec.width();
    SeriesWindow frame = template.first(tokens.length());
    double[] levels = levels(template);
    double[] values = new double[tokens.length() * width];
    FloatBuffer normalized = tokens.values();
    for (int time = 0; time < tokens.length(); time++) {
      for (int s = 0; s < width; s++) {
        int at = time * width + s;
        values[at] =
            tokens.isReal(time) ? scale.restoreValue(normalized.get(at), levels[s], s) : Double.NaN;
      }
    }
    return frame.withValues(values);
  }

  @Override
  public Statistics statistics() {
    return scale.statistics();
  }
}
