package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestEvaluator {
  @TempDir private Path folder;
  private TestingRuns runs;

  @BeforeEach
  void setUp() {
    runs = new TestingRuns(folder);
  }

  @Test
  void scoresEveryWayAndBaseline() {
    RunPlan plan =
        runs.plan(
            "evaluation.ways.next.uncertaintyScale", 5, "evaluation.ways.full.uncertaintyScale", 0);
    trained(plan);
    List<String> progress = new ArrayList<>();
    try (Run run = runs.load("run", plan)) {
      Evaluation<?> evaluation =
          run.evaluator()
              .evaluate(
                  request(Split.VALIDATION, OptionalInt.empty()),
                  (name, done, total) -> progress.add(name + " " + done + "/" + total));
      EvaluationReport report = evaluation.report();

      assertThat(report.windows()).isEqualTo(3);
      assertThat(report.ways().keySet()).containsExactly("next", "full");
      assertThat(report.ways().get("next").evaluations()).isEqualTo(20);
      assertThat(report.ways().get("full").evaluations()).isEqualTo(5);
      assertThat(report.ways().get("full").tokenUpdates()).isEqualTo(20);
      assertThat(report.baselines().keySet()).containsExactly("last-value");
      assertThat(report.ways().get("next").scores().get("mae")).isPositive();
      assertThat(progress).contains("next 9/9", "full 9/9", "last-value 9/9");
      assertThat(evaluation.predictions()).containsOnlyKeys("next", "full", "last-value");
      assertThat(evaluation.predictions().get("full")).hasSize(3);
      assertThat(evaluation.predictions().get("full").get(1).samples())
          .hasSize(3)
          .allMatch(sample -> ((double[]) sample).length == 5);
    }
  }

  @Test
  void warmsEachWayUpWithOneFutureThatIsNotCounted() {
    trained(runs.plan());
    try (Run run = runs.load("run", runs.plan())) {
      List<Long> done = new ArrayList<>();
      run.evaluator()
          .evaluate(
              request(Split.VALIDATION, OptionalInt.empty()),
              (name, count, total) -> {
                if (name.equals("pyramid")) {
                  done.add(count);
                }
              });

      // The warm-up, then the three futures of the one shorter sample and the six of the others.
      assertThat(runs.plugin.behavior.sessionBatches).containsExactly(1, 3, 6);
      assertThat(done).containsExactly(3L, 9L);
    }
  }

  @Test
  void scoresTheBaselineExactly() {
    trained(runs.plan());
    try (Run run = runs.load("run", runs.plan())) {
      EvaluationReport report =
          run.evaluator()
              .evaluate(request(Split.VALIDATION, OptionalInt.of(1)), Evaluator.Progress.NONE)
              .report();
      double[] last = (double[]) run.modality().source().get(Split.VALIDATION, 2);
      double expected = 0;
      for (int t = 2; t < 6; t++) {
        expected += Math.abs(last[1] - last[t]) / 4;
      }

      assertThat(report.windows()).isEqualTo(1);
      assertThat(report.baselines().get("last-value").scores().get("mae"))
          .isEqualTo(expected, org.assertj.core.api.Assertions.within(1e-12));
    }
  }

  @Test
  void writesOneObjectWithTheScoresOfEachWay() {
    trained(runs.plan());
    try (Run run = runs.load("run", runs.plan())) {
      ObjectNode json =
          run.evaluator()
              .evaluate(request(Split.TEST, OptionalInt.empty()), Evaluator.Progress.NONE)
              .report()
              .toJson();

      assertThat(json.path("split").asText()).isEqualTo("test");
      assertThat(json.path("samples").asInt()).isEqualTo(3);
      assertThat(json.path("ways").path("pyramid").path("mae").isNumber()).isTrue();
      assertThat(json.path("ways").path("pyramid").path("evaluations").asInt()).isEqualTo(8);
      assertThat(json.path("baselines").path("last-value").path("mae").isNumber()).isTrue();
    }
  }

  @Test
  void givesTheSameScoresTwiceAndAfterAnotherWay() {
    RunPlan both =
        runs.plan(
            "evaluation.ways.other.uncertaintyScale", 0,
            "evaluation.ways.pyramid.uncertaintyScale", 1);
    trained(both);
    double alone;
    try (Run run = runs.load("run", runs.plan())) {
      alone = score(run);
      assertThat(score(run)).isEqualTo(alone);
    }
    try (Run run = runs.load("run", both)) {
      assertThat(score(run)).isEqualTo(alone);
    }
  }

  @Test
  void saysThatASplitIsEmpty() {
    trained(runs.plan());
    try (Run run = runs.load("run", runs.plan())) {
      assertThatThrownBy(
              () ->
                  run.evaluator()
                      .evaluate(
                          request(Split.FUTURE, OptionalInt.empty()), Evaluator.Progress.NONE))
          .isInstanceOf(StaggerException.class)
          .hasMessage("The data (ramp) has no future samples to predict.");
    }
  }

  private static double score(Run run) {
    return run.evaluator()
        .evaluate(request(Split.TEST, OptionalInt.empty()), Evaluator.Progress.NONE)
        .report()
        .ways()
        .get("pyramid")
        .scores()
        .get("mae");
  }

  private void trained(RunPlan plan) {
    try (Run run = runs.begin("run", plan)) {
      run.trainer().train();
    }
  }

  private static Evaluator.Request request(Split split, OptionalInt windows) {
    return new Evaluator.Request(split, 40, 3, windows);
  }
}
