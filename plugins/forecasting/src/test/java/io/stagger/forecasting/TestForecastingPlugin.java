package io.stagger.forecasting;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.config.Setting;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Plugin;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.testkit.PluginConformance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TestForecastingPlugin implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return ForecastingPlugin.class;
  }

  private static List<Extension<?, ?>> extensions() {
    return CollectedExtensions.of(new ForecastingPlugin()).extensions();
  }

  @Test
  void contributesWhatForecastingNeeds() {
    assertThat(extensions())
        .extracting(extension -> extension.point() + "/" + extension.name())
        .containsExactly(
            "data-source/csv-series",
            "tokenizer/calendar-series",
            "metric/crps",
            "metric/mae",
            "metric/coverage",
            "baseline/seasonal-naive",
            "baseline/block-bootstrap",
            "renderer/fan-chart",
            "exporter/csv");
  }

  @Test
  void defaultsAreRecorded() {
    Map<String, String> defaults = new TreeMap<>();
    for (Extension<?, ?> extension : extensions()) {
      CollectedExtensions.defaults(extension.configuration())
          .forEach(
              (key, value) -> {
                if (!value.equals(Setting.NONE)) {
                  defaults.put(extension.name() + "." + key, value);
                }
              });
    }
    assertThat(defaults)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("csv-series.dateColumn", "date"),
                Map.entry("csv-series.separator", ","),
                Map.entry("csv-series.series", ""),
                Map.entry("csv-series.gaps", "warn"),
                Map.entry("csv-series.history", "364"),
                Map.entry("csv-series.context", "28"),
                Map.entry("csv-series.horizon", "14"),
                Map.entry("csv-series.testWindows", "26"),
                Map.entry("csv-series.validationWindows", "26"),
                Map.entry("csv-series.trainOnValidation", "false"),
                Map.entry("calendar-series.scaling", "standard"),
                Map.entry("calendar-series.windowNormalization", "none"),
                Map.entry("calendar-series.weekday", "true"),
                Map.entry("calendar-series.annualHarmonics", "3"),
                Map.entry("calendar-series.holidays", "none"),
                Map.entry("calendar-series.lags", "364"),
                Map.entry("crps.perSeries", "false"),
                Map.entry("seasonal-naive.period", "7"),
                Map.entry("block-bootstrap.period", "7"),
                Map.entry("block-bootstrap.block", "7"),
                Map.entry("block-bootstrap.history", "728"),
                Map.entry("block-bootstrap.levelRows", "28"),
                Map.entry("fan-chart.series", ""),
                Map.entry("fan-chart.count", "4"),
                Map.entry("fan-chart.width", "900"),
                Map.entry("fan-chart.height", "420")));
  }
}
