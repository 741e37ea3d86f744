package io.stagger.cli;

import io.stagger.api.run.RunEvent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private NewOrResumed work;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    RunSupport.Trained trained =
        work.carryOut("run", options, new RunSupport(settings.assignments(), spec.commandLine()));
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
