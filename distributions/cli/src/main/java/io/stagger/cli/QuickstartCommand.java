package io.stagger.cli;

import io.stagger.api.data.Split;
import io.stagger.api.run.RunEvent;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.run.Evaluation;
import io.stagger.core.run.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: trains on real data, forecasts in three ways, and compares. */
@Command(
    name = "quickstart",
    description = {
      "Train on real data for a few minutes, then forecast held-out weeks in three ways.",
      "One set of weights serves as a next-token model, as a full-sequence model and as a pyramid"
          + " between them."
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class QuickstartCommand implements Callable<Integer> {
  private static final String EXPERIMENT = "forecasting-quickstart";

  @Mixin private CommonOptions options;
  @Mixin private ExperimentSettings settings;
  @Spec private CommandSpec spec;

  @Option(
      names = "--run",
      paramLabel = "DIRECTORY",
      description = "Where the run will be; otherwise runs/" + EXPERIMENT + "-TIME.")
  private Path directory;

  @Override
  public Integer call() {
    RunSupport support = new RunSupport(settings.assignments(), spec.commandLine());
    try (PluginRuntime runtime = options.startPlugins()) {
      RunSupport.Trained trained = support.begin(runtime, Experiments.find(EXPERIMENT), directory);
      if (trained.reason() == RunEvent.Reason.INTERRUPTED) {
        return ExitCodes.INTERRUPTED;
      }
      // Opened anew, so that what is scored is what was saved.
      try (Run run =
          new RunSupport(List.of(), spec.commandLine()).load(runtime, trained.directory())) {
        Evaluation<?> evaluation = support.evaluate(run, Split.TEST);
        support.print(evaluation);
        support.save(run, evaluation);
      }
    }
    return ExitCodes.SUCCESS;
  }
}
