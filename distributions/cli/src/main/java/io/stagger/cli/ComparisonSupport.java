package io.stagger.cli;

import io.stagger.cli.report.ComparisonHtml;
import io.stagger.cli.report.ComparisonScores;
import io.stagger.cli.run.ComparisonProgress;
import io.stagger.cli.run.Interruption;
import io.stagger.cli.run.TrainingProgress;
import io.stagger.core.compare.Comparison;
import io.stagger.core.compare.ComparisonDirectory;
import io.stagger.core.compare.ComparisonReport;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.run.Run;
import io.stagger.core.run.RunPlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/** Begins a comparison or goes on with one: shows progress, then the table and the report. */
final class ComparisonSupport implements NewOrResumed.Work<Boolean> {
  private final List<String> assignments;
  private final PrintWriter out;
  private final PrintWriter err;
  private final SettingsLoader loader = RunSupport.loader();
  private final boolean interactive = RunSupport.isInteractive();

  /**
   * Creates it for one command.
   *
   * @param assignments what the command's {@code --set} options say
   */
  ComparisonSupport(List<String> assignments, CommandLine commandLine) {
    this.assignments = assignments;
    this.out = commandLine.getOut();
    this.err = commandLine.getErr();
  }

  /**
   * Begins.
   *
   * @param experiment the experiment file
   * @param directory where the comparison will be, or null to name it after the experiment and the
   *     time
   * @return whether it came to its end
   */
  @Override
  public Boolean begin(PluginRuntime runtime, Path experiment, Path directory) {
    RunPlan plan = RunPlan.of(loader.load(experiment, assignments), runtime.extensions());
    Path path = RunSupport.newDirectory(plan, directory, "-compare");
    Path folder = experiment.toAbsolutePath().getParent();
    prepare();
    return compare(
        runtime,
        (surroundings, stopped) ->
            Comparison.begin(plan, path, folder, runtime.extensions(), surroundings, stopped));
  }

  /**
   * Goes on.
   *
   * @return whether it came to its end
   */
  @Override
  public Boolean resume(PluginRuntime runtime, Path directory) {
    ComparisonDirectory existing = ComparisonDirectory.open(directory);
    RunPlan plan =
        existing.plan(loader.load(existing.experimentFile(), assignments), runtime.extensions());
    if (!existing.isFor(plan)) {
      prepare();
    }
    return compare(
        runtime,
        (surroundings, stopped) ->
            Comparison.resume(plan, existing, runtime.extensions(), surroundings, stopped));
  }

  private void prepare() {
    err.println("Reading the data, and making each regime once before any is trained.");
    err.flush();
  }

  /** Begins a comparison or goes on with one, unless someone asks to stop before it has begun. */
  private interface Opening {
    Optional<Comparison> open(Run.Surroundings surroundings, BooleanSupplier stopped);
  }

  /** Stops a comparison, or keeps in mind that it is to stop when it has begun. */
  private static final class Stop implements Runnable {
    private final PrintWriter err;
    private boolean requested;
    private Optional<Comparison> comparison = Optional.empty();

    Stop(PrintWriter err) {
      this.err = err;
    }

    @Override
    public synchronized void run() {
      requested = true;
      if (comparison.isEmpty()) {
        err.println("Stopping as soon as this regime is made.");
        err.flush();
      }
      comparison.ifPresent(Comparison::requestStop);
    }

    synchronized boolean requested() {
      return requested;
    }

    synchronized void begun(Comparison begun) {
      comparison = Optional.of(begun);
      if (requested) {
        begun.requestStop();
      }
    }
  }

  private boolean compare(PluginRuntime runtime, Opening opening) {
    Stop stop = new Stop(err);
    try (TrainingProgress training = new TrainingProgress(err, interactive);
        ComparisonProgress progress = new ComparisonProgress(err, interactive);
        // From before the regimes are tried out, so that no temporary folder is left behind.
        Interruption interruption = new Interruption(stop)) {
      Optional<Comparison> opened =
          opening.open(RunSupport.surroundings(runtime, training), stop::requested);
      if (opened.isEmpty()) {
        err.println("Interrupted before anything was trained or changed.");
        err.flush();
        return false;
      }
      Comparison comparison = opened.get();
      Path path = comparison.directory().path();
      err.println("The comparison is in " + path + ".");
      err.flush();
      stop.begun(comparison);
      Optional<ComparisonReport> report = comparison.compare(progress);
      if (report.isEmpty()) {
        // Said here, because the process ends as soon as the interruption is dealt with.
        err.printf(
            "Interrupted; what was reached is saved. Go on with:%n  stagger compare --resume %s%n",
            path);
        err.flush();
        return false;
      }
      show(comparison, report.get());
    }
    return true;
  }

  private void show(Comparison comparison, ComparisonReport report) {
    ComparisonScores scores = new ComparisonScores(report);
    Table table = new Table(scores.header().toArray(String[]::new));
    scores.rows().forEach(row -> table.row(row.toArray(String[]::new)));
    table.print(out, "");
    out.flush();
    Path page =
        ComparisonHtml.write(
            new ComparisonHtml.Content(
                comparison.plan().configuration().name(),
                report,
                comparison.plan().effective().toYaml()),
            comparison.directory().reportDirectory());
    err.println("All numbers are in " + comparison.directory().reportFile() + ".");
    err.println("The report is " + page.toAbsolutePath() + ".");
    err.flush();
  }
}
