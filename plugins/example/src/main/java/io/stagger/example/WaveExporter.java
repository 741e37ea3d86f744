package io.stagger.example;

import io.stagger.api.data.Exporter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Writes waves as CSV: a line for each step of time, a column for each wave. */
public final class WaveExporter implements Exporter<Wave> {
  @Override
  public Class<Wave> sampleType() {
    return Wave.class;
  }

  @Override
  public String fileExtension() {
    return "csv";
  }

  @Override
  public void write(List<Wave> samples, int knownLength, Writer out) throws IOException {
    out.write("step,known");
    for (int wave = 0; wave < samples.size(); wave++) {
      out.write(",wave_" + wave);
    }
    out.write('\n');
    for (int t = 0; t < samples.get(0).length(); t++) {
      out.write(t + "," + (t < knownLength));
      for (Wave sample : samples) {
        out.write("," + sample.heights()[t]);
      }
      out.write('\n');
    }
  }
}
