package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.evaluation.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Trials from the configuration to the report. */
final class TestTrials {
  private static final Map<String, Object> TRACK = Map.of("name", "track", "steps", 25);

  @TempDir private Path folder;

  @Test
  void bindsTrialsAndTheirEnvironment() {
    RunPlan plan =
        new TestingRuns(folder)
            .plan("evaluation.trials", List.of("drive"), "evaluation.environment", TRACK);

    assertThat(plan.parts().environment().orElseThrow().name()).isEqualTo("track");
    assertThat(plan.parts().trials()).extracting(RunPlan.Named::name).containsExactly("drive");
    assertThat(plan.effective().toYaml()).contains("track").contains("steps: 25").contains("drive");
  }

  @Test
  void holdsNoTrialUnlessAsked() {
    RunPlan plan = new TestingRuns(folder).plan();

    assertThat(plan.parts().environment()).isEmpty();
    assertThat(plan.parts().trials()).isEmpty();
  }

  @Test
  void refusesATrialThatDoesNotExist() {
    TestingRuns runs = new TestingRuns(folder);

    assertThatThrownBy(() -> runs.plan("evaluation.trials", List.of("drift")))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("drift")
        .hasMessageContaining("drive");
  }

  @Test
  void refusesATrialForOtherSamples() {
    TestingRuns runs = new TestingRuns(folder);
    RunPlan plan = runs.plan("evaluation.trials", List.of("recital"));

    assertThatThrownBy(() -> runs.begin("run", plan))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The trial 'recital' is for samples of String, but the data source 'ramp' gives samples of double[].");
    assertThat(runs.path("run")).doesNotExist();
  }

  @Test
  void asksTrialsBeforeAnythingIsTrained() {
    TestingRuns runs = new TestingRuns(folder);
    RunPlan tooLong =
        runs.plan(
            "evaluation.trials",
            List.of(Map.of("name", "drive", "tokens", 9)),
            "sampling.window",
            8,
            "evaluation.environment",
            TRACK);

    assertThatThrownBy(() -> runs.begin("run", tooLong))
        .isInstanceOf(StaggerException.class)
        .hasMessage("It takes 9 tokens, but sampling.window is 8.");
    assertThat(runs.path("run")).doesNotExist();
    assertThat(runs.plugin.lifecycle).doesNotContain("open engine");

    runs.begin("run", runs.plan()).close();
    assertThatThrownBy(() -> runs.resume("run", tooLong))
        .isInstanceOf(StaggerException.class)
        .hasMessage("It takes 9 tokens, but sampling.window is 8.");
  }

  @Test
  void asksTrialsBeforeAnythingIsEvaluatedButLetsARunBeSampled() {
    TestingRuns runs = new TestingRuns(folder);
    evaluate(runs);
    runs.plugin.behavior.sessionBatches.clear();
    List<String> progress = new ArrayList<>();

    assertThatThrownBy(
            () ->
                evaluate(
                    runs,
                    progress,
                    "evaluation.trials",
                    List.of("drive", Map.of("name", "drive", "tokens", 9))))
        .isInstanceOf(StaggerException.class)
        .hasMessage("It takes 9 tokens, but sampling.window is 6, and there is no environment.");
    assertThat(runs.plugin.behavior.sessionBatches).isEmpty();
    assertThat(progress).isEmpty();

    runs.load("run", runs.plan("evaluation.trials", List.of(Map.of("name", "drive", "tokens", 9))))
        .close();
  }

  @Test
  void givesTrialsTheModelTheEnvironmentAndASeed() {
    TestingRuns runs = new TestingRuns(folder);
    evaluate(runs, "evaluation.trials", List.of("drive"), "evaluation.environment", TRACK);
    evaluate(runs, "evaluation.trials", List.of("drive"), "sampling.window", 9);
    evaluate(runs, "evaluation.trials", List.of("drive"), "sampling.window", 3, "seed", 4);

    List<Trial.Means<double[]>> held = runs.plugin.held;
    assertThat(held.get(0).environment().orElseThrow().spec().steps()).isEqualTo(25);
    assertThat(held.get(0).sampler().window()).isEqualTo(TestingDataSource.LENGTH);
    assertThat(held.get(0).sampler().trainingLength()).isEqualTo(TestingDataSource.LENGTH);
    assertThat(held.get(1).environment()).isEmpty();
    assertThat(held.get(1).sampler().window()).isEqualTo(9);
    assertThat(held.get(1).sampler().trainingLength()).isEqualTo(TestingDataSource.LENGTH);
    assertThat(held.get(2).sampler().window()).isEqualTo(TestingDataSource.LENGTH);
    assertThat(held.get(1).seed()).isEqualTo(held.get(0).seed());
    assertThat(held.get(2).seed()).isNotEqualTo(held.get(0).seed());
    assertThat(runs.plugin.lifecycle)
        .containsOnlyOnce("open environment")
        .containsOnlyOnce("close environment");
  }

  @Test
  void reportsMeansWithTheirErrorsAsFarAsThereAreAny() {
    EvaluationReport report =
        evaluate(new TestingRuns(folder), "evaluation.trials", List.of("drive")).report();

    JsonNode rows = report.toJson().path("trials").path("drive");
    assertThat(rows.path("driven").toString())
        .isEqualTo(
            "{\"score\":{\"mean\":2.0,\"standard_error\":1.0,\"count\":2},"
                + "\"tokens\":{\"mean\":3.0,\"count\":1},"
                + "\"first_reach\":{\"count\":0}}");
    assertThat(rows.path("parked").toString()).isEqualTo("{}");
  }

  @Test
  void givesTrialsOfOneNameNamesOfTheirOwn() {
    EvaluationReport report =
        evaluate(new TestingRuns(folder), "evaluation.trials", List.of("drive", "drive")).report();

    assertThat(report.trials().keySet()).containsExactly("drive", "drive-2");
  }

  @Test
  void predictsBesidesWhereAMetricScores() {
    List<String> progress = new ArrayList<>();
    Evaluation<?> evaluation =
        evaluate(new TestingRuns(folder), progress, "evaluation.trials", List.of("drive"));

    assertThat(evaluation.report().ways()).containsOnlyKeys("pyramid");
    assertThat(evaluation.report().windows()).isEqualTo(3);
    assertThat(evaluation.predictions()).containsOnlyKeys("pyramid", "last-value");
    assertThat(progress).contains("drive, driven 1/2", "pyramid 9/9");
    assertThat(evaluation.trialPictures().get("drive"))
        .extracting(picture -> picture.fileName())
        .containsExactly("way.png");
  }

  @Test
  void predictsNothingWhereOnlyTrialsAreHeld() {
    TestingRuns runs = new TestingRuns(folder, new TestingPlugin(false));
    List<String> progress = new ArrayList<>();
    Evaluation<?> evaluation =
        evaluate(runs, progress, "evaluation.trials", List.of("drive"), "data.validation", 0);

    assertThat(evaluation.report().ways()).isEmpty();
    assertThat(evaluation.report().baselines()).isEmpty();
    assertThat(evaluation.report().windows()).isZero();
    assertThat(evaluation.predictions()).isEmpty();
    assertThat(evaluation.report().trials()).containsOnlyKeys("drive");
    assertThat(evaluation.trialPictures()).containsOnlyKeys("drive");
    assertThat(progress).containsExactly("drive, driven 1/2");
    // The trial's own sampling alone.
    assertThat(runs.plugin.behavior.sessionBatches).containsExactly(1);
  }

  @Test
  void reportsNoNumberOfPredictionsWhereThereAreNone() {
    TestingRuns runs = new TestingRuns(folder, new TestingPlugin(false));

    JsonNode trialsAlone = evaluate(runs, "evaluation.trials", List.of("drive")).report().toJson();
    assertThat(trialsAlone.has("windows")).isFalse();
    assertThat(trialsAlone.has("samples")).isFalse();
    JsonNode predicted = evaluate(runs).report().toJson();
    assertThat(predicted.path("windows").asInt()).isEqualTo(3);
    assertThat(predicted.path("samples").asInt()).isEqualTo(3);
  }

  @Test
  void saysWhatHasNoEffectWhereOnlyTrialsAreHeld() {
    TestingRuns runs = new TestingRuns(folder, new TestingPlugin(false));
    evaluate(runs);

    assertThat(log(runs, "evaluation.trials", List.of("drive"))).isEmpty();
    assertThat(
            log(
                runs,
                "evaluation.trials",
                List.of("drive"),
                "evaluation.ways.flat",
                Map.of("name", "pyramid", "uncertaintyScale", 0),
                "evaluation.baselines",
                List.of("last-value")))
        .containsExactly(
            "No recorded samples are predicted, because trials are held and no metric fits the data, so what the experiment says of evaluation.ways and evaluation.baselines has no effect; leave out evaluation.trials to predict.");
    assertThat(log(runs, "evaluation.baselines", List.of("last-value"))).isEmpty();
  }

  private static List<String> log(TestingRuns runs, Object... keysAndValues) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Evaluator.class);
    Level level = logger.getLevel();
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
    logger.addAppender(log);
    try {
      evaluate(runs, keysAndValues);
    } finally {
      logger.detachAppender(log);
      logger.setAdditive(true);
      logger.setLevel(level);
    }
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void predictsWhereNeitherMetricNorTrialIsThere() {
    TestingRuns runs = new TestingRuns(folder, new TestingPlugin(false));
    Evaluation<?> evaluation = evaluate(runs);

    assertThat(evaluation.predictions()).containsOnlyKeys("pyramid", "last-value");
    assertThat(evaluation.report().ways().get("pyramid").scores()).isEmpty();
    assertThat(evaluation.report().toJson().path("trials").toString()).isEqualTo("{}");
  }

  private static Evaluation<?> evaluate(TestingRuns runs, Object... keysAndValues) {
    return evaluate(runs, new ArrayList<>(), keysAndValues);
  }

  private static Evaluation<?> evaluate(
      TestingRuns runs, List<String> progress, Object... keysAndValues) {
    if (!runs.path("run").toFile().exists()) {
      try (Run run = runs.begin("run", runs.plan("training.steps", 1))) {
        run.trainer().train();
      }
    }
    try (Run run = runs.load("run", runs.plan(keysAndValues))) {
      return run.evaluator()
          .evaluate(
              new Evaluator.Request(Split.VALIDATION, 1, 3, OptionalInt.empty()),
              (name, done, total) -> progress.add(name + " " + done + "/" + total));
    }
  }
}
