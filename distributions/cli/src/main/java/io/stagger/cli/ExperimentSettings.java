package io.stagger.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option by which a command that works on an experiment changes it. Used as a mixin. */
final class ExperimentSettings {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the experiment; can be given several times.")
  private final List<String> assignments = new ArrayList<>();

  /** What was given, in its order. */
  List<String> assignments() {
    return List.copyOf(assignments);
  }
}
