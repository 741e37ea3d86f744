package io.stagger.cli.report;

import io.stagger.api.evaluation.Trial;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The scores of a trial as text.
 *
 * @param names of the scores, in the order in which rows name them first
 */
public record TrialScores(List<String> names) {
  /** Copies the list. */
  public TrialScores {
    names = List.copyOf(names);
  }

  /** The scores that rows have. */
  public static TrialScores of(List<Trial.Row> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.scores().keySet()));
    return new TrialScores(new ArrayList<>(names));
  }

  /** A row's scores as text, in the order of the names; empty where it has none. */
  public List<String> cells(Trial.Row row) {
    return names.stream()
        .map(name -> row.scores().containsKey(name) ? text(row.scores().get(name)) : "")
        .toList();
  }

  /** An estimate as text: the mean, and its standard error if there is one. */
  static String text(Trial.Estimate estimate) {
    if (estimate.count() == 0) {
      return "-";
    }
    String mean = number(estimate.mean());
    return estimate.count() == 1 ? mean : mean + " ± " + number(estimate.standardError());
  }

  /** As many decimals as make sense: scores are percentages, shares, steps or seconds. */
  static String number(double value) {
    String format = Math.abs(value) >= 100 ? "%.1f" : Math.abs(value) >= 10 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
