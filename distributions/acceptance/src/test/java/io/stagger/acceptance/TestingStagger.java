package io.stagger.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts the packaged command in a folder of its own. */
final class TestingStagger {
  private static final int MINUTES = 5;

  private final Path command;
  private final Path folder;

  /** The packaged command, run in a folder. */
  TestingStagger(Path folder) {
    this(distribution().resolve("bin/stagger"), folder);
  }

  /** Another start script, run in a folder. */
  TestingStagger(Path command, Path folder) {
    this.command = command;
    this.folder = folder;
  }

  /** The unpacked distribution that the build made. */
  static Path distribution() {
    return Path.of(System.getProperty("stagger.distribution")).toAbsolutePath().normalize();
  }

  /** How a command ended. */
  record Outcome(int status, String out, String err) {
    /** What a person sees of the error, without the progress before it. */
    String lastLine() {
      List<String> lines = err.strip().lines().toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
  }

  /** Runs a command to its end. */
  Outcome run(String... arguments) throws IOException, InterruptedException {
    return await(start(arguments));
  }

  /** Runs a command that has to succeed. */
  Outcome succeed(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = run(arguments);
    if (outcome.status() != 0) {
      throw new AssertionError(
          "stagger %s ended with %d: %s%s"
              .formatted(
                  String.join(" ", arguments), outcome.status(), outcome.out(), outcome.err()));
    }
    return outcome;
  }

  /** A command that goes on, with its output in files of the folder. */
  record Started(Process process, Path out, Path err) {}

  /** Starts a command. */
  Started start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /**
   * Starts a command that can be stopped as by Ctrl-C. A shell without job control starts what runs
   * in the background with that signal ignored; children inherit this, and Java then leaves the
   * signal ignored too, as do shells. Only another program can give it its meaning back.
   */
  Started startInterruptible(String... arguments) throws IOException, InterruptedException {
    List<String> reset = List.of("env", "--default-signal=INT");
    List<String> probe = new ArrayList<>(reset);
    probe.add("true");
    boolean isKnown = new ProcessBuilder(probe).start().waitFor() == 0;
    return start(isKnown ? reset : List.of(), arguments);
  }

  private Started start(List<String> launcher, String... arguments) throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    List<String> line = new ArrayList<>(launcher);
    line.add(command.toString());
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("STAGGER_CFG_"));
    return new Started(builder.start(), out, err);
  }

  /** Waits for a command. */
  static Outcome await(Started started) throws IOException, InterruptedException {
    if (!started.process().waitFor(MINUTES, TimeUnit.MINUTES)) {
      started.process().destroyForcibly();
      throw new AssertionError(
          "No end after %d minutes: %s".formatted(MINUTES, Files.readString(started.err())));
    }
    return new Outcome(
        started.process().exitValue(),
        Files.readString(started.out(), StandardCharsets.UTF_8),
        Files.readString(started.err(), StandardCharsets.UTF_8));
  }
}
