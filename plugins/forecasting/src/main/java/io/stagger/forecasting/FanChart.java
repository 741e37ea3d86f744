package io.stagger.forecasting;

import io.stagger.api.evaluation.Prediction;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One fan chart.
 *
 * <p>The axis of time counts ticks from the forecast's first row rather than dates. So the bands,
 * which run forth and back in time, can be drawn as polygons, and daily data has its ticks on the
 * same day of every week.
 */
final class FanChart {
  private static final Color INK = new Color(0x33, 0x3A, 0x45);
  private static final Color TRUTH = new Color(0xD9, 0x5F, 0x02);
  private static final Color MEDIAN = new Color(0x1F, 0x5F, 0xA8);
  // Opaque, so that the legend shows the colors as they are on the chart.
  private static final Color INNER_BAND = new Color(0x8F, 0xB4, 0xDB);
  private static final Color OUTER_BAND = new Color(0xD8, 0xE5, 0xF2);
  private static final Color DIVIDER = new Color(0x9A, 0xA2, 0xAD);
  private static final Color GRID = new Color(0xE3, 0xE6, 0xEA);
  private static final int DAYS_OF_WEEK = 7;
  private static final int PIXELS_PER_TICK = 105;
  private static final float BAND_LEGEND_WIDTH = 9f;

  private final String title;
  private final SeriesWindow window;
  private final int known;
  private final IntToDoubleFunction truth;
  private final SampleQuantiles[] forecast;

  /**
   * A chart of one number over time.
   *
   * @param truth the number by time; not-a-number where nobody knows it yet
   * @param forecast the predicted number by time, from the known length on
   */
  FanChart(
      String title,
      Prediction<SeriesWindow> prediction,
      IntToDoubleFunction truth,
      IntFunction<SampleQuantiles> forecast) {
    this.title = title;
    this.window = prediction.truth();
    this.known = prediction.knownLength();
    this.truth = truth;
    this.forecast = new SampleQuantiles[window.length()];
    for (int time = known; time < window.length(); time++) {
      this.forecast[time] = forecast.apply(time);
    }
  }

  byte[] png(int width, int height) throws IOException {
    int rows = rowsPerTick(width);
    XYChart chart =
        new XYChartBuilder().width(width).height(height).title(title).xAxisTitle(years()).build();
    style(chart.getStyler());
    chart
        .getStyler()
        .setXAxisTickMarkSpacingHint((int) (0.8 * width * rows / window.length()))
        .setxAxisTickLabelsFormattingFunction(tick -> label(tick, rows));
    addBand(chart, "90 %", 5, 95, OUTER_BAND, rows);
    addBand(chart, "50 %", 25, 75, INNER_BAND, rows);
    addLine(chart, "median", Math.max(0, known - 1), this::medianOrKnown, MEDIAN, 2.2f, rows);
    addLine(chart, "actual", Math.max(0, known - 1), truth, TRUTH, 1.8f, rows);
    addLine(chart, "known", 0, time -> time < known ? truth(time) : Double.NaN, INK, 1.6f, rows);
    chart.addAnnotation(new AnnotationLine(-0.5 / rows, true, false));
    return BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
  }

  private double truth(int time) {
    return truth.applyAsDouble(time);
  }

  private double medianOrKnown(int time) {
    return time < known ? truth(time) : forecast[time].median();
  }

  /** Daily rows get a tick for every so many weeks, others for every so many rows. */
  private int rowsPerTick(int width) {
    int fitting = Math.max(1, width / PIXELS_PER_TICK);
    int least = Math.max(1, (window.length() + fitting - 1) / fitting);
    boolean daily = window.table().spacing().equals(new Spacing(ChronoUnit.DAYS, 1));
    return daily && window.length() > DAYS_OF_WEEK
        ? (least + DAYS_OF_WEEK - 1) / DAYS_OF_WEEK * DAYS_OF_WEEK
        : least;
  }

  /**
   * The date at a tick. Also asked for the ends of the axis, whose labels have to differ or XChart
   * draws none, so positions between rows get the label of the nearest row.
   */
  private String label(double tick, int rows) {
    int row = Math.max(0, window.start() + known + Math.toIntExact(Math.round(tick * rows)));
    String pattern =
        window.table().spacing().unit() == ChronoUnit.MONTHS
            ? "MMM yyyy"
            : rows % DAYS_OF_WEEK == 0 ? "EEE d MMM" : "d MMM";
    return window.table().date(row).format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
  }

  private String years() {
    LocalDate first = window.date(0);
    LocalDate last = window.date(window.length() - 1);
    return first.getYear() == last.getYear()
        ? "" + first.getYear()
        : first.getYear() + " \u2013 " + last.getYear();
  }

  private double position(int time, int rows) {
    return (double) (time - known) / rows;
  }

  private void addBand(XYChart chart, String name, int low, int high, Color color, int rows) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    // From the last known point, so that the fan doesn't begin in the air.
    if (known > 0) {
      x.add(position(known - 1, rows));
      y.add(truth(known - 1));
    }
    for (int time = known; time < window.length(); time++) {
      x.add(position(time, rows));
      y.add(forecast[time].at(high));
    }
    for (int time = window.length() - 1; time >= known; time--) {
      x.add(position(time, rows));
      y.add(forecast[time].at(low));
    }
    XYSeries band = chart.addSeries(name + " band", x, y);
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setFillColor(color);
    band.setLineColor(color);
    band.setLineWidth(0);
    band.setMarker(SeriesMarkers.NONE);
    band.setShowInLegend(false);
    // A line of one point draws nothing but stands in the legend, in line with the other entries.
    addLine(chart, name, List.of(x.get(0)), List.of(y.get(0)), color, BAND_LEGEND_WIDTH);
  }

  private void addLine(
      XYChart chart,
      String name,
      int first,
      IntToDoubleFunction value,
      Color color,
      float lineWidth,
      int rows) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int time = first; time < window.length(); time++) {
      if (Double.isFinite(value.applyAsDouble(time))) {
        x.add(position(time, rows));
        y.add(value.applyAsDouble(time));
      }
    }
    boolean reachesForecast = !x.isEmpty() && (first == 0 || x.get(x.size() - 1) >= 0);
    if (reachesForecast) {
      addLine(chart, name, x, y, color, lineWidth);
    }
  }

  private static void addLine(
      XYChart chart, String name, List<Double> x, List<Double> y, Color color, float lineWidth) {
    XYSeries line = chart.addSeries(name, x, y);
    line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    line.setLineColor(color);
    line.setLineWidth(lineWidth);
    line.setLineStyle(new BasicStroke(lineWidth, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    line.setMarker(SeriesMarkers.NONE);
  }

  private static void style(XYStyler styler) {
    Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setChartTitleBoxVisible(false);
    styler.setChartFontColor(INK);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartPadding(12);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotMargin(0);
    styler.setAntiAlias(true);
    styler.setLegendFont(plain);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendBackgroundColor(Color.WHITE);
    styler.setLegendPadding(8);
    styler.setAxisTickLabelsFont(plain);
    styler.setAxisTitleFont(plain);
    styler.setAxisTickMarksColor(GRID);
    styler.setAxisTickLabelsColor(INK);
    styler.setAnnotationLineColor(DIVIDER);
    styler.setAnnotationLineStroke(
        new BasicStroke(
            1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 10f, new float[] {4f, 4f}, 0f));
    styler.setLocale(Locale.ENGLISH);
    styler.setYAxisDecimalPattern("#,##0.####");
  }
}
