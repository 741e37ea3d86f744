package io.stagger.forecasting;

import io.stagger.forecasting.CalendarSeriesSettings.HolidayCalendar;
import io.stagger.forecasting.CalendarSeriesSettings.Scaling;
import io.stagger.forecasting.CalendarSeriesSettings.WindowNormalization;
import io.stagger.forecasting.CsvSeriesSettings.GapPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings that differ from the declared defaults in what a test is about. */
final class TestingSettings {
  String file = "data.csv";
  String dateColumn = "date";
  Optional<String> dateFormat = Optional.empty();
  String separator = ",";
  List<String> series = List.of();
  GapPolicy gaps = GapPolicy.WARN;
  int history = 0;
  int context = 3;
  int horizon = 2;
  int testWindows = 2;
  Optional<Integer> testStride = Optional.empty();
  int validationWindows = 2;
  boolean trainOnValidation = false;

  /** The daily boardings under the protocol of the defaults. */
  static CsvSeriesSource chicago() {
    TestingSettings settings = new TestingSettings();
    settings.file = "builtin:chicago-l";
    settings.history = 364;
    settings.context = 28;
    settings.horizon = 14;
    settings.testWindows = 26;
    settings.validationWindows = 26;
    return settings.open(Path.of("unused"));
  }

  static CalendarSeriesSettings tokenizer(Scaling scaling, WindowNormalization normalization) {
    return new CalendarSeriesSettings(
        scaling, normalization, true, 3, HolidayCalendar.US, List.of(364));
  }

  CsvSeriesSettings build() {
    return new CsvSeriesSettings(
        file,
        dateColumn,
        dateFormat,
        separator,
        series,
        gaps,
        history,
        context,
        horizon,
        testWindows,
        testStride,
        validationWindows,
        trainOnValidation);
  }

  CsvSeriesSource open(Path folder) {
    return CsvSeriesSource.open(build(), new TestingContext(folder));
  }
}
