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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A main job in a few minutes: trains, scores, and leaves a report. */
@Command(
    name = "quickstart",
    description = {
      "Train for a few minutes, then score what was learned and leave a report with pictures.",
      "forecasting: real data; one set of weights serves as a next-token model, as a full-sequence"
          + " model and as a pyramid between them.",
      "planning: a ball finds its way through a maze, by plans that are guided to the goal."
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class QuickstartCommand implements Callable<Integer> {
  private static final String SUFFIX = "-quickstart";

  @Mixin private CommonOptions options;
  @Mixin private ExperimentSettings settings;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TOPIC",
      defaultValue = "forecasting",
      description = "forecasting or planning; forecasting by default.")
  private String topic;

  @Option(
      names = "--run",
      paramLabel = "DIRECTORY",
      description = "Where the run will be; otherwise runs/TOPIC-quickstart-TIME.")
  private Path directory;

  @Override
  public Integer call() {
    List<String> topics = Experiments.bundledEndingIn(SUFFIX);
    if (!topics.isEmpty() && !topics.contains(topic)) {
      throw new ParameterException(
          spec.commandLine(),
          "There is no quickstart '%s'; there are %s".formatted(topic, String.join(", ", topics)));
    }
    Path experiment = Experiments.find(topic + SUFFIX);
    RunSupport support = new RunSupport(settings.assignments(), spec.commandLine());
    try (PluginRuntime runtime = options.startPlugins()) {
      RunSupport.Trained trained = support.begin(runtime, experiment, directory);
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
