package ${package};

import io.stagger.api.data.Exporter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Writes samples as CSV: a line for each step of time, a column for the positions of each. */
public final class ${classPrefix}Exporter implements Exporter<${classPrefix}Sample> {
  @Override
  public Class<${classPrefix}Sample> sampleType() {
    return ${classPrefix}Sample.class;
  }

  @Override
  public String fileExtension() {
    return "csv";
  }

  @Override
  public void write(List<${classPrefix}Sample> samples, int knownLength, Writer out)
      throws IOException {
    out.write("step,known,push");
    for (int sample = 0; sample < samples.size(); sample++) {
      out.write(",position_" + sample);
    }
    out.write('\n');
    for (int t = 0; t < samples.get(0).length(); t++) {
      out.write(t + "," + (t < knownLength) + "," + samples.get(0).pushes()[t]);
      for (${classPrefix}Sample sample : samples) {
        out.write("," + sample.positions()[t]);
      }
      out.write('\n');
    }
  }
}
