package io.stagger.cli;

import io.stagger.api.run.RunEvent;
import io.stagger.core.plugin.PluginRuntime;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a new run, or one that was interrupted further. */
@Command(
    name = "train",
    description = {
      "Train a model as an experiment file says, or go on with a run.",
      "Ctrl-C saves a checkpoint and says how to go on."
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class TrainCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;
  @Mixin private ExperimentSettings settings;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "An experiment file, or the name of a bundled experiment.")
  private String experiment;

  @Option(
      names = "--run",
      paramLabel = "DIRECTORY",
      description = "Where the run will be; otherwise runs/NAME-TIME.")
  private Path directory;

  @Option(
      names = "--resume",
      paramLabel = "DIRECTORY",
      description = "Go on with this run from its latest checkpoint.")
  private Path resumed;

  @Override
  public Integer call() {
    if ((experiment == null) == (resumed == null)) {
      throw new ParameterException(
          spec.commandLine(), "Give either an experiment or --resume with a run's directory");
    }
    if (resumed != null && directory != null) {
      throw new ParameterException(
          spec.commandLine(), "With --resume the run stays where it is, so leave out --run");
    }
    RunSupport support = new RunSupport(settings.assignments(), spec.commandLine());
    // Looked for first, because a misspelt name should show before plugins are started.
    Path file = resumed == null ? Experiments.find(experiment) : null;
    RunSupport.Trained trained;
    try (PluginRuntime runtime = options.startPlugins()) {
      trained =
          resumed != null
              ? support.resume(runtime, resumed)
              : support.begin(runtime, file, directory);
    }
    if (trained.reason() == RunEvent.Reason.INTERRUPTED) {
      return ExitCodes.INTERRUPTED;
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s after %d %s. Score it with:%n  stagger evaluate %s%n",
            trained.reason() == RunEvent.Reason.STOPPED_EARLY ? "Stopped early" : "Finished",
            trained.step(),
            trained.step() == 1 ? "step" : "steps",
            trained.directory());
    return ExitCodes.SUCCESS;
  }
}
