package io.stagger.forecasting;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.Exporter;
import io.stagger.testkit.ExporterConformance;
import java.io.IOException;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestCsvExporter implements ExporterConformance<SeriesWindow> {
  @Override
  public Exporter<SeriesWindow> exporter() {
    return new CsvExporter();
  }

  @Override
  public List<SeriesWindow> samples() {
    LocalDate first = LocalDate.of(2024, 1, 1);
    SeriesTable table =
        SeriesTable.of(
            List.of(first, first.plusDays(1)),
            List.of("a", "b,c"),
            new double[][] {{1, 2}, {3, 4}});
    SeriesWindow window = SeriesWindow.of(table, 1, 2);
    return List.of(
        window.withValues(new double[] {3, 4, 5.5, 6}),
        window.withValues(new double[] {3, 4, 7, -8}));
  }

  @Override
  public int knownLength() {
    return 1;
  }

  @Test
  void writesOneLineForEachDateSeriesAndSample() throws IOException {
    StringWriter out = new StringWriter();
    CsvExporter exporter = new CsvExporter();
    exporter.write(samples(), 1, out);
    assertThat(out.toString())
        .isEqualTo(
            """
            date,series,sample,value
            2024-01-03,a,0,5.5
            2024-01-03,a,1,7.0
            2024-01-03,"b,c",0,6.0
            2024-01-03,"b,c",1,-8.0
            """);
    assertThat(exporter.fileExtension()).isEqualTo("csv");
    assertThat(exporter.sampleType()).isEqualTo(SeriesWindow.class);
  }
}
