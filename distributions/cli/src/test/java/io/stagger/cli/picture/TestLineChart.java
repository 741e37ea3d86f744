package io.stagger.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

final class TestLineChart {
  /** What is drawn at a place has to be what the axis says there. */
  @Test
  void labelsALogarithmicAxisByTheNumbersThemselves() {
    XYChart chart =
        new LineChart("distance", "horizon")
            .logarithmic()
            .add("a", new double[] {10, 2000}, new double[] {0.01, 5})
            .addReference("b", new double[] {10, 2000}, new double[] {0.5, 0.5})
            .chart();

    XYSeries line = chart.getSeriesMap().get("a");
    var across = chart.getStyler().getxAxisTickLabelsFormattingFunction();
    var up = chart.getStyler().getyAxisTickLabelsFormattingFunction();
    assertThat(across.apply(line.getXData()[0])).isEqualTo("10");
    assertThat(across.apply(line.getXData()[1])).isEqualTo("2000");
    assertThat(up.apply(line.getYData()[0])).isEqualTo("0.01");
    assertThat(up.apply(line.getYData()[1])).isEqualTo("5");
    assertThat(chart.getSeriesMap().get("b").getYData()[0])
        .isCloseTo(Math.log10(0.5), within(1e-12));
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
