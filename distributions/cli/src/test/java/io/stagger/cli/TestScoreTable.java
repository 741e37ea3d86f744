package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.Split;
import io.stagger.api.evaluation.Trial;
import io.stagger.core.run.EvaluationReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestScoreTable {
  @Test
  void hasALineForEachWayAndEachBaseline() {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("crps_sum", 0.03654);
    scores.put("mae", 0.5);
    Map<String, EvaluationReport.Result> ways = new LinkedHashMap<>();
    ways.put("next-token", new EvaluationReport.Result(scores, 140, 140, 12.34));
    ways.put("pyramid", new EvaluationReport.Result(scores, 36, 140, 3));
    EvaluationReport report =
        new EvaluationReport(
            Split.TEST,
            1,
            2,
            3,
            ways,
            Map.of("naive", new EvaluationReport.Result(Map.of("mae", 1.0), 0, 0, 0.01)),
            Map.of());
    StringWriter written = new StringWriter();
    PrintWriter out = new PrintWriter(written);

    ScoreTable.of(report).print(out, "");
    out.flush();

    assertThat(written.toString().lines())
        .containsExactly(
            "way         crps_sum  mae     network evaluations  seconds",
            "next-token  0.0365    0.5000  140                  12.3",
            "pyramid     0.0365    0.5000  36                   3.0",
            "naive                 1.0000  -                    0.0");
  }

  @Test
  void givesTrialsTheirErrorsAndLeavesOutWhatWasNotMeasured() {
    StringWriter written = new StringWriter();
    PrintWriter out = new PrintWriter(written);
    Map<String, Trial.Estimate> guided = new LinkedHashMap<>();
    guided.put("score", Trial.Estimate.of(110, 114));
    guided.put("first_reach", new Trial.Estimate(Double.NaN, Double.NaN, 0));

    ScoreTable.of(
            "closed-loop",
            List.of(
                new Trial.Row("guided", guided),
                new Trial.Row("controller", Map.of("score", Trial.Estimate.of(99.25)))))
        .print(out, "");
    out.flush();

    assertThat(written.toString().lines())
        .containsExactly(
            "closed-loop  score          first_reach",
            "guided       112.0 ± 2.000  -",
            "controller   99.25");
  }
}
