package io.stagger.forecasting;

import io.stagger.api.data.Exporter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes forecast rows as CSV, one line for each date, series and sample: {@code
 * date,series,sample,value}. Samples count from 0; known rows are left out.
 */
public final class CsvExporter implements Exporter<SeriesWindow> {
  @Override
  public Class<SeriesWindow> sampleType() {
    return SeriesWindow.class;
  }

  @Override
  public String fileExtension() {
    return "csv";
  }

  @Override
  public void write(List<SeriesWindow> samples, int knownLength, Writer out) throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setHeader("date", "series", "sample", "value")
            .get();
    CSVPrinter printer = new CSVPrinter(out, format);
    SeriesWindow first = samples.get(0);
    for (int time = knownLength; time < first.length(); time++) {
      for (int s = 0; s < first.seriesCount(); s++) {
        for (int i = 0; i < samples.size(); i++) {
          printer.printRecord(
              first.date(time), first.names().get(s), i, samples.get(i).value(time, s));
        }
      }
    }
    printer.flush();
  }
}
