package io.stagger.cli;

import io.stagger.api.evaluation.Trial;
import io.stagger.cli.report.TrialScores;
import io.stagger.core.run.EvaluationReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The scores of an evaluation as a table: a line for each way and each baseline. */
final class ScoreTable {
  private ScoreTable() {}

  /** The table of a report. */
  static Table of(EvaluationReport report) {
    Set<String> scores = new LinkedHashSet<>();
    report.ways().values().forEach(result -> scores.addAll(result.scores().keySet()));
    report.baselines().values().forEach(result -> scores.addAll(result.scores().keySet()));
    List<String> header = new ArrayList<>();
    header.add("way");
    header.addAll(scores);
    header.add("network evaluations");
    header.add("seconds");
    Table table = new Table(header.toArray(new String[0]));
    add(table, report.ways(), scores);
    add(table, report.baselines(), scores);
    return table;
  }

  /** The table of a trial: a line for each of what it compared. */
  static Table of(String trial, List<Trial.Row> rows) {
    TrialScores scores = TrialScores.of(rows);
    List<String> header = new ArrayList<>();
    header.add(trial);
    header.addAll(scores.names());
    Table table = new Table(header.toArray(new String[0]));
    for (Trial.Row row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(row.name());
      cells.addAll(scores.cells(row));
      table.row(cells.toArray(new String[0]));
    }
    return table;
  }

  private static void add(
      Table table, Map<String, EvaluationReport.Result> results, Set<String> scores) {
    results.forEach(
        (name, result) -> {
          List<String> row = new ArrayList<>();
          row.add(name);
          for (String score : scores) {
            Double value = result.scores().get(score);
            row.add(value == null ? "" : String.format(Locale.ROOT, "%.4f", value));
          }
          row.add(result.evaluations() == 0 ? "-" : Long.toString(result.evaluations()));
          row.add(String.format(Locale.ROOT, "%.1f", result.seconds()));
          table.row(row.toArray(new String[0]));
        });
  }
}
