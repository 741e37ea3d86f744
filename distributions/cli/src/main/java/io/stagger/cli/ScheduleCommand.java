package io.stagger.cli;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.core.config.Selection;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.SelectionResolver;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the matrix of a sampling schedule and what sampling by it costs. */
@Command(
    name = "schedule",
    description = {
      "Print the matrix of a sampling schedule and its cost.",
      "A row is a state and a column a token; an entry is the token's sampling level, from the"
          + " number of steps (pure noise) to 0 (clean). Going to the next row is one network"
          + " evaluation."
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class ScheduleCommand implements Runnable {
  @Mixin private CommonOptions options;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME", description = "The sampling schedule.")
  private String name;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the schedule; can be given several times.")
  private final List<String> assignments = new ArrayList<>();

  @Option(
      names = "--horizon",
      required = true,
      paramLabel = "N",
      description = "How many tokens to sample, at least 1.")
  private int horizon;

  @Option(
      names = "--steps",
      required = true,
      paramLabel = "S",
      description = "How many denoising steps each token takes, at least 1.")
  private int steps;

  @Override
  public void run() {
    requirePositive("--horizon", horizon);
    requirePositive("--steps", steps);
    // The environment sets keys of experiments, which are not those of a single schedule.
    Selection selection =
        new Selection(Optional.of(name), new SettingsLoader(Map.of()).load(assignments));
    try (PluginRuntime runtime = options.startPlugins()) {
      SamplingSchedule schedule =
          new SelectionResolver(runtime.extensions())
              .resolve(ExtensionPoints.SAMPLING_SCHEDULE, selection)
              .create(new WorkingDirectory());
      print(schedule.matrix(horizon, steps), spec.commandLine().getOut());
    }
  }

  private void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), "%s is %d, but must be at least 1".formatted(option, value));
    }
  }

  private static void print(SchedulingMatrix matrix, PrintWriter out) {
    int width =
        Math.max(
            Integer.toString(matrix.steps()).length(),
            Integer.toString(matrix.horizon() - 1).length());
    String cell = " %" + width + "d";
    int labelWidth = Math.max("token".length(), Integer.toString(matrix.rows() - 1).length());
    StringBuilder header = new StringBuilder(("%-" + labelWidth + "s |").formatted("token"));
    for (int token = 0; token < matrix.horizon(); token++) {
      header.append(cell.formatted(token));
    }
    out.println(header);
    for (int row = 0; row < matrix.rows(); row++) {
      StringBuilder line = new StringBuilder(("%" + labelWidth + "d |").formatted(row));
      for (int token = 0; token < matrix.horizon(); token++) {
        line.append(cell.formatted(matrix.level(row, token)));
      }
      out.println(line);
    }
    out.println();
    out.println("network evaluations: " + matrix.evaluations());
    out.println("token updates: " + matrix.tokenUpdates());
  }
}
