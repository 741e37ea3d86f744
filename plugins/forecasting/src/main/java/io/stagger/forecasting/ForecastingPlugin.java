package io.stagger.forecasting;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;

/** Multivariate time series: data, tokenizer, scores, baselines, pictures and export. */
public final class ForecastingPlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.DATA_SOURCE,
            "csv-series",
            "Windows of a CSV file with a column of dates and any number of series.",
            CsvSeriesSettings.class,
            CsvSeriesSource::open));
    extensions.add(
        Extension.of(
            ExtensionPoints.TOKENIZER,
            "calendar-series",
            "One token a row, scaled by series, with the calendar and lagged values as conditions.",
            CalendarSeriesSettings.class,
            (settings, context) -> new CalendarSeriesTokenizerFactory(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.METRIC,
            "crps",
            "The continuous ranked probability score of the sum (crps_sum) and of the series on"
                + " average (crps_mean), relative to the size of the truth.",
            CrpsSettings.class,
            (settings, context) -> new Crps(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.METRIC,
            "mae",
            "The mean absolute error of the median of the samples (mae), in the data's unit.",
            NoSettings.class,
            (settings, context) -> new MeanAbsoluteError()));
    extensions.add(
        Extension.of(
            ExtensionPoints.METRIC,
            "coverage",
            "The share of truths within the central 50 and 90 percent of the samples (coverage_50,"
                + " coverage_90), best near 0.5 and 0.9.",
            NoSettings.class,
            (settings, context) -> new Coverage()));
    extensions.add(
        Extension.of(
            ExtensionPoints.BASELINE,
            "seasonal-naive",
            "Repeats the last season before the forecast.",
            SeasonalNaiveSettings.class,
            (settings, context) -> new SeasonalNaive(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.BASELINE,
            "block-bootstrap",
            "Draws blocks of all series from the years before, scaled to the present level.",
            BlockBootstrapSettings.class,
            (settings, context) -> new BlockBootstrap(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.RENDERER,
            "fan-chart",
            "Fan charts of the last window: the sum over all series, and series of several sizes.",
            FanChartSettings.class,
            (settings, context) -> new FanChartRenderer(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.EXPORTER,
            "csv",
            "Forecasts as CSV, one line for each date, series and sample.",
            NoSettings.class,
            (settings, context) -> new CsvExporter()));
  }
}
