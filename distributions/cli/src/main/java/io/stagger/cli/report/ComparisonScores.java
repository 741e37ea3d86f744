package io.stagger.cli.report;

import io.stagger.api.evaluation.Trial;
import io.stagger.core.compare.ComparisonReport;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What a comparison came to, as a table: a line for each regime, means over seeds with their
 * standard error, and below what real data scores.
 *
 * @param report the comparison
 */
public record ComparisonScores(ComparisonReport report) {
  private static final String DIVERGED = "diverged";
  private static final List<Integer> SHOWN = List.of(300, 1000);

  /** What the columns are called. */
  public List<String> header() {
    List<String> header = new ArrayList<>(List.of(""));
    horizons().forEach(horizon -> header.add("energy at " + horizon));
    header.add("growth");
    header.add("spectrum at " + report.length());
    header.add("tokens/s");
    return header;
  }

  /** A row for each regime, and one for real training data. */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (String regime : report.regimes().keySet()) {
      List<String> row = new ArrayList<>(List.of(regime));
      horizons().forEach(horizon -> row.add(text(report.energy(regime, horizon))));
      row.add(growth(report.growth(regime)));
      row.add(text(report.spectrum(regime, report.length())));
      row.add(text(report.tokensPerSecond(regime)));
      rows.add(row);
    }
    List<String> floor = new ArrayList<>(List.of("real training data"));
    String energy = TrialScores.number(report.floor().energy());
    horizons().forEach(horizon -> floor.add(energy));
    floor.add("");
    floor.add(TrialScores.number(report.floor().spectrum()));
    floor.add("");
    rows.add(floor);
    return rows;
  }

  /** The training length, the end, and what lies between them of a few. */
  private TreeSet<Integer> horizons() {
    TreeSet<Integer> horizons = new TreeSet<>(SHOWN);
    horizons.retainAll(report.horizons());
    horizons.add(report.trainingLength());
    horizons.add(report.length());
    return horizons;
  }

  private static String growth(double growth) {
    if (Double.isNaN(growth)) {
      return "-";
    }
    return Double.isInfinite(growth) ? DIVERGED : TrialScores.number(growth);
  }

  private static String text(Trial.Estimate estimate) {
    return Double.isInfinite(estimate.mean()) ? DIVERGED : TrialScores.text(estimate);
  }
}
