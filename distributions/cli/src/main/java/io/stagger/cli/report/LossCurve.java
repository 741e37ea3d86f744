package io.stagger.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the training loss over steps, as it was and smoothed. */
final class LossCurve {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How many points are drawn; each is the mean of equally many steps. */
  private static final int POINTS = 400;

  /** How many points to each side are averaged for the smooth curve. */
  private static final int SMOOTHING = 10;

  private LossCurve() {}

  /**
   * Draws the losses in a metrics file.
   *
   * @return the PNG's bytes; empty if there is nothing to draw
   */
  static Optional<byte[]> draw(Path metricsFile) throws IOException {
    List<Double> losses = losses(metricsFile);
    if (losses.size() < 2) {
      return Optional.empty();
    }
    int group = Math.max(1, losses.size() / POINTS);
    List<Double> steps = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    for (int from = 0; from < losses.size(); from += group) {
      List<Double> part = losses.subList(from, Math.min(losses.size(), from + group));
      steps.add((double) from + part.size());
      means.add(mean(part));
    }
    List<Double> smooth = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      // Centered, so that the curve does not lag behind; narrower at the ends.
      int reach = Math.min(SMOOTHING, Math.min(i, means.size() - 1 - i));
      smooth.add(mean(means.subList(i - reach, i + reach + 1)));
    }
    XYChart chart =
        new XYChartBuilder()
            .width(860)
            .height(360)
            .xAxisTitle("training step")
            .yAxisTitle("loss")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setXAxisMaxLabelCount(10);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    add(chart, "mean of " + group + (group == 1 ? " step" : " steps"), steps, means)
        .setLineColor(new Color(0xB8, 0xC8, 0xE0));
    add(chart, "smoothed", steps, smooth).setLineColor(new Color(0x1F, 0x4E, 0x9E));
    return Optional.of(BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static XYSeries add(XYChart chart, String name, List<Double> x, List<Double> y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineWidth(1.5f);
    return series;
  }

  private static List<Double> losses(Path metricsFile) throws IOException {
    List<Double> losses = new ArrayList<>();
    if (!Files.exists(metricsFile)) {
      return losses;
    }
    try (BufferedReader lines = Files.newBufferedReader(metricsFile)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        loss(line).ifPresent(losses::add);
      }
    }
    return losses;
  }

  private static Optional<Double> loss(String line) {
    try {
      JsonNode loss = JSON.readTree(line).path("loss");
      return loss.isNumber() ? Optional.of(loss.asDouble()) : Optional.empty();
    } catch (JsonProcessingException e) {
      // A line that was cut short when the process was killed.
      return Optional.empty();
    }
  }
}
