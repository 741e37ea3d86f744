package io.stagger.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.api.StaggerException;
import io.stagger.api.run.RunEvent;
import io.stagger.api.run.RunListener;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Writes what happens in a run to a file, one JSON object a line. When training goes on from a
 * checkpoint, lines of later steps are taken out first, so that no step is in the file twice. The
 * stop itself stays visible: the line {@code ended} of a run that was stopped (not of one that
 * crashed) and a further line {@code started}. Not thread-safe.
 */
final class MetricsLog implements RunListener {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private BufferedWriter writer;

  MetricsLog(Path file) {
    this.file = file;
  }

  @Override
  public void onEvent(RunEvent event) {
    try {
      if (event instanceof RunEvent.TrainingStarted started) {
        open(started.firstStep());
      }
      writer.write(JSON.writeValueAsString(line(event)));
      writer.newLine();
      if (!(event instanceof RunEvent.StepTaken)) {
        writer.flush();
      }
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private StaggerException notWritten(IOException cause) {
    return new StaggerException(
        "The metrics file '%s' can't be written: %s.".formatted(file, cause.getMessage()), cause);
  }

  private void open(long firstStep) throws IOException {
    close();
    if (Files.exists(file)) {
      Path kept = file.resolveSibling(file.getFileName() + ".partial");
      try (BufferedReader lines = Files.newBufferedReader(file);
          BufferedWriter target = Files.newBufferedWriter(kept)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (isUpTo(firstStep, line)) {
            target.write(line);
            target.newLine();
          }
        }
      }
      Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE);
    }
    writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static boolean isUpTo(long firstStep, String line) {
    try {
      JsonNode step = JSON.readTree(line).path("step");
      return step.isIntegralNumber() && step.asLong() <= firstStep;
    } catch (IOException e) {
      // A line that was cut short when the process was killed.
      return false;
    }
  }

  private static ObjectNode line(RunEvent event) {
    ObjectNode line = JSON.createObjectNode();
    if (event instanceof RunEvent.TrainingStarted started) {
      line.put("event", "started");
      line.put("step", started.firstStep());
      line.put("lastStep", started.lastStep());
      line.put("parameterCount", started.parameterCount());
    } else if (event instanceof RunEvent.StepTaken taken) {
      line.put("event", "step");
      line.put("step", taken.step());
      line.put("loss", taken.loss());
      line.put("gradientNorm", taken.gradientNorm());
      line.put("learningRate", taken.learningRate());
      line.put("seconds", taken.seconds());
    } else if (event instanceof RunEvent.Evaluated evaluated) {
      line.put("event", "evaluated");
      line.put("step", evaluated.step());
      ObjectNode scores = line.putObject("scores");
      evaluated.scores().forEach(scores::put);
    } else if (event instanceof RunEvent.CheckpointSaved saved) {
      line.put("event", "checkpoint");
      line.put("step", saved.step());
      line.put("directory", saved.directory().getFileName().toString());
    } else if (event instanceof RunEvent.TrainingEnded ended) {
      line.put("event", "ended");
      line.put("step", ended.step());
      line.put("reason", ended.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return line;
  }

  @Override
  public void close() {
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException e) {
        throw notWritten(e);
      } finally {
        writer = null;
      }
    }
  }
}
