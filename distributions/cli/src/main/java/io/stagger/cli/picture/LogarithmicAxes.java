package io.stagger.cli.picture;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The axes of a chart whose lines are logarithms of base 10. XChart would label such axes at even
 * distances, which are no round numbers, so the grid is made of lines and the labels are drawn
 * here.
 */
final class LogarithmicAxes {
  /** What stands between two powers of ten, from coarse to fine. */
  private static final double[][] BETWEEN = {{1}, {1, 3}, {1, 2, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9}};

  private static final Color NONE = new Color(0, 0, 0, 0);
  private static final int GAP = 6;

  private final XYChart chart;
  private double[] across = {};
  private double[] up = {};

  LogarithmicAxes(XYChart chart) {
    this.chart = chart;
    XYStyler styler = chart.getStyler();
    // Labels keep their place free, but are not seen.
    styler.setXAxisTickLabelsColor(NONE);
    styler.setYAxisTickLabelsColor(NONE);
    styler.setAxisTicksMarksVisible(false);
    styler.setPlotGridLinesVisible(false);
    styler.setPlotContentSize(1);
    styler.setxAxisTickLabelsFormattingFunction(LogarithmicAxes::widest);
    styler.setyAxisTickLabelsFormattingFunction(LogarithmicAxes::widest);
  }

  private static String widest(double logarithm) {
    return Numbers.text(Math.pow(10, Math.floor(logarithm))) + "0";
  }

  /**
   * Round numbers within a range, as few as tell it: powers of ten, or some between them.
   *
   * @param low above 0
   * @param most how many have room
   */
  static double[] round(double low, double high, int most) {
    double[] found = {};
    for (double[] between : BETWEEN) {
      double[] finer = round(low, high, between, 1);
      if (finer.length > most) {
        break;
      }
      found = finer;
      if (found.length >= 3) {
        return found;
      }
    }
    for (int apart = 2; found.length == 0; apart++) {
      double[] coarser = round(low, high, BETWEEN[0], apart);
      found = coarser.length <= most ? coarser : found;
    }
    return found;
  }

  private static double[] round(double low, double high, double[] between, int apart) {
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.floor(Math.log10(high));
    return IntStream.rangeClosed(first, last)
        .filter(power -> Math.floorMod(power, apart) == 0)
        .boxed()
        .flatMapToDouble(
            power -> Arrays.stream(between).map(factor -> Double.parseDouble(factor + "e" + power)))
        // A label at the very end is not lost to rounding.
        .filter(number -> number >= low * (1 - 1e-9) && number <= high * (1 + 1e-9))
        .toArray();
  }

  /** Fits the axes to the lines, which then get a grid behind them. */
  void fit() {
    DoubleSummaryStatistics x = new DoubleSummaryStatistics();
    DoubleSummaryStatistics y = new DoubleSummaryStatistics();
    Map<String, XYSeries> lines = new LinkedHashMap<>(chart.getSeriesMap());
    for (XYSeries line : lines.values()) {
      DoubleStream.of(line.getXData()).filter(Double::isFinite).forEach(x);
      DoubleStream.of(line.getYData()).filter(Double::isFinite).forEach(y);
    }
    if (x.getCount() == 0 || y.getCount() == 0) {
      return;
    }
    double left = x.getMin();
    double right = Math.max(x.getMax(), left + 0.01);
    // To the next of 1, 2 and 5, so that there are at least two labels.
    double bottom = Math.log10(below(Math.pow(10, y.getMin())));
    double top = -Math.log10(below(Math.pow(10, -Math.max(y.getMax(), bottom + 0.01))));
    chart.getStyler().setXAxisMin(left).setXAxisMax(right);
    chart.getStyler().setYAxisMin(bottom).setYAxisMax(top);
    across = round(Math.pow(10, left), Math.pow(10, right), 10);
    up = round(Math.pow(10, bottom), Math.pow(10, top), 8);
    chart.getSeriesMap().clear();
    for (double number : across) {
      double at = Math.log10(number);
      addGrid("across " + number, new double[] {at, at}, new double[] {bottom, top});
    }
    for (double number : up) {
      double at = Math.log10(number);
      addGrid("up " + number, new double[] {left, right}, new double[] {at, at});
    }
    chart.getSeriesMap().putAll(lines);
  }

  /** The greatest of 1, 2 and 5 times a power of ten that is not above a number. */
  private static double below(double number) {
    double[] round = round(number / 10, number, BETWEEN[2], 1);
    return round[round.length - 1];
  }

  private void addGrid(String name, double[] x, double[] y) {
    XYSeries line = chart.addSeries(name, x, y);
    line.setMarker(SeriesMarkers.NONE);
    line.setLineColor(Shades.FAINT);
    line.setLineWidth(1);
    line.setShowInLegend(false);
  }

  /** Draws the labels, after the chart, with the same graphics. */
  void label(Graphics2D graphics) {
    XYStyler styler = chart.getStyler();
    graphics.setFont(styler.getAxisTickLabelsFont());
    graphics.setColor(Shades.INK);
    FontMetrics metrics = graphics.getFontMetrics();
    double bottom = chart.getScreenYFromChart(styler.getYAxisMin());
    for (double number : across) {
      String text = Numbers.text(number);
      double x = chart.getScreenXFromChart(Math.log10(number)) - metrics.stringWidth(text) / 2.0;
      graphics.drawString(text, (float) x, (float) (bottom + GAP + metrics.getAscent()));
    }
    double left = chart.getScreenXFromChart(styler.getXAxisMin());
    for (double number : up) {
      String text = Numbers.text(number);
      double y = chart.getScreenYFromChart(Math.log10(number)) + metrics.getAscent() / 2.0 - 1;
      graphics.drawString(text, (float) (left - GAP - metrics.stringWidth(text)), (float) y);
    }
  }
}
