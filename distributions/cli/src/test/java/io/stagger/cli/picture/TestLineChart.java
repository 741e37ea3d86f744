package io.stagger.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Rectangle;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

final class TestLineChart {
  @Test
  void drawsLogarithmsOverAGridOfRoundNumbers() {
    LineChart lines =
        new LineChart("distance", "horizon")
            .logarithmic()
            .add("a", new double[] {32, 2000}, new double[] {0.013, 4})
            .addReference("b", new double[] {32, 2000}, new double[] {0.5, 0.5});
    lines.on(new Sheet("", "", 900, 478), new Rectangle(0, 58, 900, 420));
    XYChart chart = lines.chart();

    assertThat(chart.getSeriesMap().keySet())
        .containsExactly(
            "across 100.0",
            "across 300.0",
            "across 1000.0",
            "up 0.01",
            "up 0.1",
            "up 1.0",
            "a",
            "b");
    assertThat(chart.getSeriesMap().get("across 300.0").getXData())
        .containsExactly(Math.log10(300), Math.log10(300));
    assertThat(chart.getSeriesMap().get("a").getYData()[1]).isCloseTo(Math.log10(4), within(1e-12));
    assertThat(chart.getSeriesMap().get("b").getYData()[0])
        .isCloseTo(Math.log10(0.5), within(1e-12));
    assertThat(chart.getStyler().getYAxisMin()).isCloseTo(-2, within(1e-12));
    assertThat(chart.getStyler().getYAxisMax()).isCloseTo(Math.log10(5), within(1e-12));
  }

  @Test
  void labelsALogarithmicAxisByRoundNumbers() {
    assertThat(LogarithmicAxes.round(10, 1000, 10)).containsExactly(10, 100, 1000);
    assertThat(LogarithmicAxes.round(32, 2000, 10)).containsExactly(100, 300, 1000);
    assertThat(LogarithmicAxes.round(0.1, 0.5, 8)).containsExactly(0.1, 0.2, 0.5);
    assertThat(LogarithmicAxes.round(0.003, 0.007, 8))
        .containsExactly(0.003, 0.004, 0.005, 0.006, 0.007);
    assertThat(LogarithmicAxes.round(1e-3, 1e12, 8))
        .containsExactly(1e-2, 1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12);
  }

  /** XChart would label some of them, such as 1, 201, 401. */
  @Test
  void labelsPlacesThatAreEquallyFarApartAtRoundNumbers() {
    double[] x = IntStream.rangeClosed(1, 2000).asDoubleStream().toArray();

    double[] places =
        new LineChart("roll-out", "token")
            .withRoundLabels()
            .add("a", x, x)
            .chart()
            .getSeriesMap()
            .get("a")
            .getXData();

    assertThat(places[1] - places[0]).isCloseTo(1, within(0.001)).isGreaterThan(1 + 1.5e-4);
    assertThat(places[1999]).isEqualTo(2000);
  }

  @Test
  void endsALineAndItsBandWhereTheyAreNotFinite() {
    double[] x = {1, 2, 3, 4};
    double[] until = {1, 2, 3, Double.NaN};
    XYChart chart =
        new LineChart("distance", "horizon")
            .addBand("band", x, until, new double[] {2, 3, Double.POSITIVE_INFINITY, 5})
            .add("line", x, until)
            .chart();

    assertThat(chart.getSeriesMap().get("line").getXData()).containsExactly(1, 2, 3);
    // There along the upper edge, and back along the lower one.
    assertThat(chart.getSeriesMap().get("band").getXData()).containsExactly(1, 2, 2, 1);
    assertThat(chart.getSeriesMap().get("band").getYData()).containsExactly(2, 3, 2, 1);
  }
}
