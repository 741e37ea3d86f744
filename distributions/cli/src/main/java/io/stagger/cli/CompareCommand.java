package io.stagger.cli;

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

/** Trains in several regimes, rolls all out far past the training length, and measures drift. */
@Command(
    name = "compare",
    description = {
      "Train Diffusion Forcing, teacher forcing and full-sequence diffusion alike, roll them out to"
          + " many times the training length, and report how far they drift from real data.",
      "The key compare of the experiment says how: compare.length, compare.seeds, compare.regimes.",
      "Ctrl-C saves what was trained and says how to go on."
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class CompareCommand implements Callable<Integer> {
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
      description = "Where the comparison will be; otherwise runs/NAME-compare-TIME.")
  private Path directory;

  @Option(
      names = "--resume",
      paramLabel = "DIRECTORY",
      description = "Go on with this comparison: whatever was trained and measured is used.")
  private Path resumed;

  @Override
  public Integer call() {
    if ((experiment == null) == (resumed == null)) {
      throw new ParameterException(
          spec.commandLine(),
          "Give either an experiment or --resume with a comparison's directory");
    }
    if (resumed != null && directory != null) {
      throw new ParameterException(
          spec.commandLine(), "With --resume the comparison stays where it is, so leave out --run");
    }
    ComparisonSupport support = new ComparisonSupport(settings.assignments(), spec.commandLine());
    // Looked for first, because a misspelt name should show before plugins are started.
    Path file = resumed == null ? Experiments.find(experiment) : null;
    try (PluginRuntime runtime = options.startPlugins()) {
      boolean finished =
          resumed != null
              ? support.resume(runtime, resumed)
              : support.begin(runtime, file, directory);
      return finished ? ExitCodes.SUCCESS : ExitCodes.INTERRUPTED;
    }
  }
}
