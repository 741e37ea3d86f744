package io.stagger.forecasting;

import io.stagger.api.config.Setting;
import java.util.List;

/**
 * Settings of the renderer {@code fan-chart}.
 *
 * @param series the series to draw; several of different size if empty
 * @param count how many to draw if none are named
 * @param width width of a picture
 * @param height height of a picture
 */
public record FanChartSettings(
    @Setting(
            value = "names of the series to draw; empty for several that differ in size",
            defaultValue = "")
        List<String> series,
    @Setting(
            value = "how many series to draw if none are named",
            defaultValue = "4",
            min = 0,
            max = 100)
        int count,
    @Setting(value = "width of a picture in pixels", defaultValue = "900", min = 300, max = 4000)
        int width,
    @Setting(value = "height of a picture in pixels", defaultValue = "420", min = 200, max = 4000)
        int height) {
  /** Copies the list. */
  public FanChartSettings {
    series = List.copyOf(series);
  }
}
