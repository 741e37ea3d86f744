package io.stagger.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private NewOrResumed work;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    boolean finished =
        work.carryOut(
            "comparison",
            options,
            new ComparisonSupport(settings.assignments(), spec.commandLine()));
    return finished ? ExitCodes.SUCCESS : ExitCodes.INTERRUPTED;
  }
}
