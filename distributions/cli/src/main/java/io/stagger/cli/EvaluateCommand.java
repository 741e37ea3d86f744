package io.stagger.cli;

import io.stagger.api.data.Split;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.run.Evaluation;
import io.stagger.core.run.Run;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores a trained run in all its ways of sampling, and the baselines. */
@Command(
    name = "evaluate",
    description = {
      "Score a trained run in every way of sampling, beside the baselines.",
      "Sampling and evaluation can be changed by --set without training again, for instance"
          + " --set evaluation.ways.steep.name=pyramid --set evaluation.ways.steep.uncertaintyScale=5"
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class EvaluateCommand implements Runnable {
  @Mixin private CommonOptions options;
  @Mixin private ExperimentSettings settings;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "The run's directory.")
  private Path directory;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "test",
      description = "What to predict: test, validation or train; test by default.")
  private Split split;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Override
  public void run() {
    if (split == Split.FUTURE) {
      throw new ParameterException(
          spec.commandLine(), "The future has no truth to score against; use 'stagger sample'");
    }
    RunSupport support = new RunSupport(settings.assignments(), spec.commandLine());
    try (PluginRuntime runtime = options.startPlugins();
        Run run = support.load(runtime, directory)) {
      Evaluation<?> evaluation = support.evaluate(run, split);
      if (json) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(evaluation.report().toJson());
        out.flush();
      } else {
        support.print(evaluation);
      }
      support.save(run, evaluation);
    }
  }
}
