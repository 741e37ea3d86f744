package io.stagger.cli;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.cli.file.OutputFile;
import io.stagger.cli.picture.MatrixPicture;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.SelectionResolver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @Parameters(
      index = "0",
      paramLabel = "SCHEDULE",
      description =
          "The sampling schedule, possibly with settings: pyramid, or"
              + " pyramid:uncertaintyScale=0.5; commas separate several.")
  private String schedule;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the schedule; can be given several times.")
  private final List<String> assignments = new ArrayList<>();

  @Option(
      names = "--horizon",
      paramLabel = "N",
      description = "How many tokens to sample, at least 1; ${DEFAULT-VALUE} by default.")
  private int horizon = Depictor.HORIZON;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description =
          "How many denoising steps each token takes, at least 1; ${DEFAULT-VALUE} by default.")
  private int steps = Depictor.STEPS;

  @Option(names = "--png", paramLabel = "FILE", description = "Draw the matrix into this file too.")
  private Path png;

  @Override
  public void run() {
    requirePositive("--horizon", horizon);
    requirePositive("--steps", steps);
    ChosenExtension chosen = ChosenExtension.of(schedule, assignments);
    try (PluginRuntime runtime = options.startPlugins()) {
      SchedulingMatrix matrix =
          new SelectionResolver(runtime.extensions())
              .resolve(ExtensionPoints.SAMPLING_SCHEDULE, chosen.selection())
              .create(new WorkingDirectory())
              .matrix(horizon, steps);
      if (png != null) {
        OutputFile.write("picture", png, MatrixPicture.draw(chosen.title(), matrix));
      }
      new MatrixText(matrix).print(spec.commandLine().getOut());
    }
  }

  private void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), "%s is %d, but must be at least 1".formatted(option, value));
    }
  }
}
