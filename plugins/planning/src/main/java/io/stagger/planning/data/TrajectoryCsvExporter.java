package io.stagger.planning.data;

import io.stagger.api.data.Exporter;
import io.stagger.planning.Trajectory;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes trajectories as CSV, one line for each sample and step: {@code sample,step,known}, the
 * observation {@code o0,o1,...}, and the action {@code a0,a1,...} and {@code reward} of the step
 * that leads from it to the next. Both count from 0; {@code known} says whether the observation was
 * given rather than predicted. The last observation has no action and no reward, so these are
 * empty; padding is left out.
 *
 * <p>Numbers that the tokenizer leaves out, such as velocities where it reads positions alone, are
 * those of the recording that was predicted from.
 */
public final class TrajectoryCsvExporter implements Exporter<Trajectory> {
  @Override
  public Class<Trajectory> sampleType() {
    return Trajectory.class;
  }

  @Override
  public String fileExtension() {
    return "csv";
  }

  @Override
  public void write(List<Trajectory> samples, int knownLength, Writer out) throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setHeader(header(samples.get(0)))
            .get();
    CSVPrinter printer = new CSVPrinter(out, format);
    for (int i = 0; i < samples.size(); i++) {
      Trajectory sample = samples.get(i);
      for (int step = 0; step <= sample.realSteps(); step++) {
        List<Object> line = new ArrayList<>(List.of(i, step, step < knownLength));
        add(sample.observations(), step, sample.observationWidth(), line);
        if (step < sample.realSteps()) {
          add(sample.actions(), step, sample.actionWidth(), line);
          line.add(sample.rewards()[step]);
        } else {
          IntStream.rangeClosed(0, sample.actionWidth()).forEach(number -> line.add(""));
        }
        printer.printRecord(line);
      }
    }
    printer.flush();
  }

  private static String[] header(Trajectory sample) {
    List<String> names = new ArrayList<>(List.of("sample", "step", "known"));
    IntStream.range(0, sample.observationWidth()).forEach(number -> names.add("o" + number));
    IntStream.range(0, sample.actionWidth()).forEach(number -> names.add("a" + number));
    names.add("reward");
    return names.toArray(String[]::new);
  }

  private static void add(float[] values, int step, int width, List<Object> line) {
    for (int number = 0; number < width; number++) {
      line.add(values[step * width + number]);
    }
  }
}
