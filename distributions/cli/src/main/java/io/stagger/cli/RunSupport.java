package io.stagger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.engine.WeightMap;
import io.stagger.api.run.RunEvent;
import io.stagger.cli.file.OutputFile;
import io.stagger.cli.report.HtmlReport;
import io.stagger.cli.run.EvaluationProgress;
import io.stagger.cli.run.Interruption;
import io.stagger.cli.run.TrainingProgress;
import io.stagger.core.checkpoint.ForeignWeights;
import io.stagger.core.checkpoint.Manifest;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.run.Evaluation;
import io.stagger.core.run.EvaluationReport;
import io.stagger.core.run.Evaluator;
import io.stagger.core.run.Run;
import io.stagger.core.run.RunDirectory;
import io.stagger.core.run.RunPlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine;

/**
 * What the commands that work on a run share: they open one with the plugins of the command line,
 * show progress on standard error, and keep standard output for results.
 */
final class RunSupport implements NewOrResumed.Work<RunSupport.Trained> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final List<String> assignments;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * Creates it for one command.
   *
   * @param assignments what the command's {@code --set} options say
   */
  RunSupport(List<String> assignments, CommandLine commandLine) {
    this.assignments = assignments;
    this.out = commandLine.getOut();
    this.err = commandLine.getErr();
  }

  /** Reads experiments, with this process's environment. */
  static SettingsLoader loader() {
    return new SettingsLoader(System.getenv());
  }

  /** Whether somebody looks on who sees bars and colors. */
  static boolean isInteractive() {
    return CommandLine.Help.Ansi.AUTO.enabled();
  }

  /** What runs are opened with: the plugins, and what hears of training. */
  static Run.Surroundings surroundings(PluginRuntime runtime, TrainingProgress... listeners) {
    return new Run.Surroundings(
        runtime.plugins().stream()
            .map(
                plugin ->
                    new Manifest.PluginVersion(
                        plugin.descriptor().id(), plugin.descriptor().version()))
            .toList(),
        List.of(listeners));
  }

  /**
   * Trains a new run.
   *
   * @param experiment the experiment file
   * @param directory where the run will be, or null to name it after the experiment and the time
   * @return the run's directory and how it ended
   */
  @Override
  public Trained begin(PluginRuntime runtime, Path experiment, Path directory) {
    RunPlan plan = RunPlan.of(loader().load(experiment, assignments), runtime.extensions());
    Path path = newDirectory(plan, directory, "");
    RunDirectory.checkFree(path);
    Path folder = experiment.toAbsolutePath().getParent();
    try (TrainingProgress progress = new TrainingProgress(err, isInteractive());
        Run run = Run.begin(plan, path, folder, surroundings(runtime, progress))) {
      return train(run);
    }
  }

  /**
   * Makes a run of weights that another program trained.
   *
   * @param experiment the experiment file
   * @param directory where the run will be, or null to name it after the experiment and the time
   */
  Imported importWeights(
      PluginRuntime runtime,
      Path experiment,
      Path directory,
      ForeignWeights foreign,
      WeightMap map) {
    RunPlan plan = RunPlan.of(loader().load(experiment, assignments), runtime.extensions());
    Path path = newDirectory(plan, directory, "");
    RunDirectory.checkFree(path);
    Path folder = experiment.toAbsolutePath().getParent();
    List<String> unused = new ArrayList<>();
    Run.beginWith(plan, path, folder, surroundings(runtime), foreign, map, unused::addAll).close();
    return new Imported(path, unused);
  }

  /**
   * What came of an import.
   *
   * @param directory the run's directory
   * @param unused the names of the tensors that are for nothing here
   */
  record Imported(Path directory, List<String> unused) {
    /** Copies the list. */
    Imported {
      unused = List.copyOf(unused);
    }
  }

  /**
   * Where something new will be.
   *
   * @param directory what the command line says, or null for a name of the experiment and the time
   * @param kind stands between both
   */
  static Path newDirectory(RunPlan plan, Path directory, String kind) {
    return directory != null
        ? directory
        : Path.of(
            "runs",
            "%s%s-%s"
                .formatted(
                    plan.configuration().name(),
                    kind,
                    LocalDateTime.now(ZoneId.systemDefault()).format(TIME)));
  }

  /** Trains a run further. */
  @Override
  public Trained resume(PluginRuntime runtime, Path directory) {
    RunDirectory existing = RunDirectory.open(directory);
    RunPlan plan =
        existing.plan(loader().load(existing.experimentFile(), assignments), runtime.extensions());
    try (TrainingProgress progress = new TrainingProgress(err, isInteractive());
        Run run =
            Run.resume(plan, existing, runtime.extensions(), surroundings(runtime, progress))) {
      return train(run);
    }
  }

  /**
   * How training went.
   *
   * @param directory the run's directory
   * @param reason why it ended
   * @param step how many steps were taken
   */
  record Trained(Path directory, RunEvent.Reason reason, long step) {}

  private Trained train(Run run) {
    Path path = run.directory().path();
    err.println("The run is in " + path + ".");
    err.flush();
    try (Interruption interruption = new Interruption(run.trainer()::requestStop)) {
      RunEvent.Reason reason = run.trainer().train();
      if (reason == RunEvent.Reason.INTERRUPTED) {
        // Said here, because the process ends as soon as the interruption is dealt with.
        err.printf(
            "Interrupted at step %d; a checkpoint is saved. Go on with:%n  stagger train --resume %s%n",
            run.trainer().step(), path);
        err.flush();
      }
      return new Trained(path, reason, run.trainer().step());
    }
  }

  /** Opens a trained run to sample from; the caller closes it. */
  Run load(PluginRuntime runtime, Path directory) {
    RunDirectory existing = RunDirectory.open(directory);
    RunPlan plan =
        existing.plan(loader().load(existing.experimentFile(), assignments), runtime.extensions());
    return Run.load(plan, existing, runtime.extensions(), surroundings(runtime));
  }

  /** Scores a run on a split; {@link #save} keeps the scores. */
  Evaluation<?> evaluate(Run run, Split split) {
    var settings = run.plan().configuration().evaluation();
    Evaluator.Request request =
        new Evaluator.Request(
            split,
            run.step(),
            settings.samples(),
            settings.windows().map(OptionalInt::of).orElse(OptionalInt.empty()));
    try (EvaluationProgress progress = new EvaluationProgress(err, isInteractive())) {
      return run.evaluator().evaluate(request, progress);
    }
  }

  /**
   * Leaves the scores and the report in the run's directory. Print the scores before, because they
   * took long and this can fail.
   *
   * @throws StaggerException if they can't be written
   */
  void save(Run run, Evaluation<?> evaluation) {
    JsonNode scores = evaluation.report().toJson();
    OutputFile.writeWithFolder(
        "scores",
        run.directory().evaluationDirectory().resolve(scores.path("split").asText() + ".json"),
        out -> out.write(scores.toPrettyString() + System.lineSeparator()));
    Path report =
        HtmlReport.write(
            new HtmlReport.Content(
                run.plan().configuration().name(),
                evaluation,
                run.matrices(),
                run.directory().metricsFile(),
                run.plan().effective().toYaml(),
                run.directory().modelCheckpoint().manifest()),
            run.directory().reportDirectory());
    err.println("The report is " + report.toAbsolutePath() + ".");
    err.flush();
  }

  /** Prints the scores as one table, and one more for each trial. */
  void print(Evaluation<?> evaluation) {
    EvaluationReport report = evaluation.report();
    if (!report.ways().isEmpty()) {
      ScoreTable.of(report).print(out, "");
    }
    report.trials().forEach((name, rows) -> ScoreTable.of(name, rows).print(out, ""));
    out.flush();
  }
}
