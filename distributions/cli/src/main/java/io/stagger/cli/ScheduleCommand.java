package io.stagger.cli;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.cli.file.OutputFile;
import io.stagger.cli.picture.MatrixPicture;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.SelectionResolver;
import io.stagger.core.run.FutureRule;
import io.stagger.core.run.GuidanceCost;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
          + " evaluation.",
      "Guided sampling takes more: in each step, each future that guidance looks at takes two"
          + " evaluations forward and one backward. A step in which no token is drawn anew looks"
          + " at one future, whatever --futures says."
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class ScheduleCommand implements Runnable {
  private static final int MOST = 1_000_000;

  /** As many as {@code sampling.monteCarlo.futures} may be. */
  private static final int MOST_FUTURES = 1024;

  /** Rows times tokens: a few seconds. */
  private static final double MOST_GUIDED = 1e9;

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

  @Option(
      names = "--guided",
      description = "Say what guided sampling costs; implied by --futures and --rule.")
  private boolean guided;

  @Option(
      names = "--futures",
      paramLabel = "M",
      description =
          "How many futures guidance looks at in each step (sampling.monteCarlo.futures), at most"
              + " 1024; 1 by default.")
  private Integer futures;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description =
          "What further futures draw anew (sampling.monteCarlo.rule). future: the tokens noisier"
              + " than the least noisy unfinished one, by default; repeat: every unfinished token.")
  private FutureRule rule;

  @Option(names = "--png", paramLabel = "FILE", description = "Draw the matrix into this file too.")
  private Path png;

  @Override
  public void run() {
    check("--horizon", horizon, MOST);
    check("--steps", steps, MOST);
    if (futures != null) {
      check("--futures", futures, MOST_FUTURES);
    }
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
      PrintWriter out = spec.commandLine().getOut();
      new MatrixText(matrix).print(out);
      if (guided || futures != null || rule != null) {
        printGuided(matrix, out);
      }
    }
  }

  private void printGuided(SchedulingMatrix matrix, PrintWriter out) {
    if ((double) matrix.evaluations() * matrix.horizon() > MOST_GUIDED) {
      throw new ParameterException(
          spec.commandLine(),
          "--guided counts what %d steps of %d tokens cost, which is too long; lower --horizon"
              .formatted(matrix.evaluations(), matrix.horizon()));
    }
    int looked = futures == null ? 1 : futures;
    FutureRule chosen = rule == null ? FutureRule.FUTURE : rule;
    GuidanceCost cost = GuidanceCost.of(matrix, looked, chosen);
    out.println();
    out.println(
        looked == 1
            ? "guided by the present alone:"
            : "guided by %d futures in %d of %d steps (rule %s):"
                .formatted(
                    looked,
                    cost.steppedByMany(),
                    matrix.evaluations(),
                    chosen.name().toLowerCase(Locale.ROOT)));
    out.println("network evaluations forward: " + cost.forward());
    out.println("network evaluations backward: " + cost.backward());
    out.println("tokens drawn anew: " + cost.draws());
  }

  private void check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s is %d, but must be from 1 to %d".formatted(option, value, most));
    }
  }
}
