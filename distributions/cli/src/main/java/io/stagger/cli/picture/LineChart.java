package io.stagger.cli.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of lines in the style that all pictures share. */
final class LineChart {
  private static final BasicStroke GRID = new BasicStroke(1);
  private static final int PIXELS_PER_TICK = 70;

  /** XChart takes distances for equal that differ by half of it. */
  private static final double MOVED = 2e-4;

  private final XYChart chart;
  private int lines;
  private int bands;
  private boolean round;
  private Optional<LogarithmicAxes> axes = Optional.empty();

  /**
   * A chart without a line.
   *
   * @param title stands above the chart
   * @param across the name of the horizontal axis
   */
  LineChart(String title, String across) {
    chart = new XYChartBuilder().title(title).xAxisTitle(across).build();
    style(chart.getStyler());
  }

  /** Gives a chart with axes the common style. */
  private static void style(AxesChartStyler styler) {
    styler.setXAxisTickMarkSpacingHint(PIXELS_PER_TICK);
    styler.setxAxisTickLabelsFormattingFunction(Numbers::text);
    styler.setyAxisTickLabelsFormattingFunction(Numbers::text);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(Shades.FAINT);
    styler.setPlotGridLinesColor(Shades.FAINT);
    styler.setPlotGridLinesStroke(GRID);
    styler.setChartFontColor(Shades.INK);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
    styler.setChartTitleBoxVisible(false);
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPadding(6);
    styler.setAxisTickMarksColor(Shades.FAINT);
  }

  /** Leaves out the legend: for a single line that the title explains. */
  LineChart withoutLegend() {
    chart.getStyler().setLegendVisible(false);
    return this;
  }

  /** Fixes what the horizontal axis shows. */
  LineChart across(double low, double high) {
    chart.getStyler().setXAxisMin(low);
    chart.getStyler().setXAxisMax(high);
    return this;
  }

  /** Fixes what the vertical axis shows. */
  LineChart from(double low, double high) {
    chart.getStyler().setYAxisMin(low);
    chart.getStyler().setYAxisMax(high);
    return this;
  }

  /** Labels the horizontal axis at round numbers, even where places are equally far apart. */
  LineChart withRoundLabels() {
    round = true;
    return this;
  }

  /**
   * Lets equal distances stand for equal factors, on both axes. For lines that are added later, and
   * whose values are above 0.
   *
   * <p>Logarithms are taken here, and {@link LogarithmicAxes} draws what stands beside them,
   * because XChart takes a formatted axis for a linear one.
   */
  LineChart logarithmic() {
    axes = Optional.of(new LogarithmicAxes(chart));
    return this;
  }

  private double[] shown(double[] values) {
    return axes.isPresent() ? Arrays.stream(values).map(Math::log10).toArray() : values.clone();
  }

  /**
   * Places as they are given to XChart. It labels each of many that are equally far apart, so one
   * of them is moved by what nobody sees.
   */
  private double[] places(double[] x) {
    double[] places = shown(x);
    if (round && places.length > 2) {
      places[1] += Math.max(MOVED, MOVED * (places[1] - places[0]));
    }
    return places;
  }

  /**
   * Fills the band between two lines in a light shade: the first band in that of the first line's
   * color, and so on. Points at which either is not finite are left out. What is added later is
   * drawn above, so bands come before lines.
   */
  LineChart addBand(String name, double[] x, double[] low, double[] high) {
    Color color = Shades.LINES.get(bands % Shades.LINES.size());
    bands++;
    double[] places = places(x);
    double[] least = shown(low);
    double[] most = shown(high);
    List<Double> across = new ArrayList<>();
    List<Double> up = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(low[i]) && Double.isFinite(high[i])) {
        across.add(places[i]);
        up.add(most[i]);
      }
    }
    if (across.size() < 2) {
      return this;
    }
    for (int i = x.length - 1; i >= 0; i--) {
      if (Double.isFinite(low[i]) && Double.isFinite(high[i])) {
        across.add(places[i]);
        up.add(least[i]);
      }
    }
    XYSeries series = chart.addSeries(name, across, up);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    series.setMarker(SeriesMarkers.NONE);
    series.setFillColor(Shades.light(color));
    series.setLineColor(Shades.light(color));
    series.setShowInLegend(false);
    return this;
  }

  /** Adds a line that is to be compared with: dashed, in gray. */
  LineChart addReference(String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(name, places(x), shown(y));
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(Shades.INK);
    series.setLineStyle(
        new BasicStroke(
            1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 4}, 0));
    series.setLineWidth(1.4f);
    return this;
  }

  /** Adds a line; points that are not finite are left out. */
  LineChart add(String name, double[] x, double[] y) {
    double[] places = places(x);
    double[] heights = shown(y);
    List<Double> across = new ArrayList<>();
    List<Double> up = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(y[i])) {
        across.add(places[i]);
        up.add(heights[i]);
      }
    }
    Color color = Shades.LINES.get(lines % Shades.LINES.size());
    // A later line is thinner, so that an earlier one below it can still be seen.
    float width = Math.max(1.6f, 3.4f - 0.6f * lines);
    lines++;
    if (across.isEmpty()) {
      return this;
    }
    XYSeries series = chart.addSeries(name, across, up);
    // A line of a single point would not be seen.
    series.setMarker(across.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(color);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setLineWidth(width);
    return this;
  }

  /** Adds columns without gaps, each as wide as the distance of the places. */
  LineChart addColumns(String name, double[] from, double[] heights) {
    // The last column ends where a further one would begin.
    int count = from.length;
    double[] x = Arrays.copyOf(from, count + 1);
    x[count] = 2 * from[count - 1] - from[count - 2];
    double[] y = Arrays.copyOf(heights, count + 1);
    y[count] = heights[count - 1];
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.StepArea);
    series.setMarker(SeriesMarkers.NONE);
    series.setFillColor(Shades.AREA);
    series.setLineColor(Shades.LINES.get(0));
    series.setLineWidth(1.6f);
    return this;
  }

  /** Puts it on a sheet when all lines are added. */
  Sheet on(Sheet sheet, Rectangle place) {
    axes.ifPresent(LogarithmicAxes::fit);
    sheet.add(chart, place);
    axes.ifPresent(
        drawn ->
            sheet.add(
                graphics -> {
                  graphics.translate(place.x, place.y);
                  drawn.label(graphics);
                }));
    return sheet;
  }

  /** The chart, to be put on a sheet. */
  XYChart chart() {
    return chart;
  }
}
