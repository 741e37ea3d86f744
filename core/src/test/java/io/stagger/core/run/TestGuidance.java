package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.evaluation.Prediction;
import io.stagger.core.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Guidance as configuration asks for it, in a whole run. */
final class TestGuidance {
  @TempDir private Path folder;
  private TestingRuns runs;

  @BeforeEach
  void train() {
    runs = new TestingRuns(folder);
    try (Run run = runs.begin("run", runs.plan())) {
      run.trainer().train();
    }
    runs.plugin.lifecycle.clear();
  }

  @Test
  void objectivesAddUpEachWithItsScale() {
    double plain = mean();
    double once = mean(Map.of("objective", "rise", "scale", 0.1));
    double twice = mean(Map.of("objective", "rise", "scale", 0.2));
    double sum =
        mean(
            Map.of("objective", "rise", "scale", 0.1),
            Map.of("objective", Map.of("name", "rise", "slope", 0.5), "scale", 0.2));
    double down = mean(Map.of("objective", "rise", "scale", -0.1));

    assertThat(once).isGreaterThan(plain);
    assertThat(twice).isGreaterThan(once);
    assertThat(sum)
        .isCloseTo(twice, org.assertj.core.api.Assertions.within(1e-5 * Math.abs(twice)));
    assertThat(down).isLessThan(plain);
  }

  @Test
  void theAuthorsLevelSteersLess() {
    Map<String, Object> rise = Map.of("objective", "rise", "scale", 0.1);
    double plain = mean();
    double current = mean(rise);
    double next =
        mean(runs.plan("sampling.guidance", List.of(rise), "sampling.guidanceLevel", "next"));

    assertThat(next).isGreaterThan(plain).isLessThan(current);
  }

  @Test
  void asksTheEngineForFutures() {
    List<Map<?, ?>> rise = List.of(Map.of("objective", "rise", "scale", 0.1));
    mean(runs.plan("sampling.guidance", rise));
    mean(runs.plan("sampling.guidance", rise, "sampling.monteCarlo.futures", 4));
    mean(
        runs.plan(
            "sampling.guidance",
            rise,
            "sampling.monteCarlo",
            Map.of("futures", 3, "rule", "repeat")));

    assertThat(runs.plugin.behavior.monteCarlos)
        .containsExactly(
            SamplingRequest.MonteCarlo.OFF,
            new SamplingRequest.MonteCarlo(4, false),
            new SamplingRequest.MonteCarlo(3, true));
    assertThatThrownBy(() -> runs.plan("sampling.monteCarlo.futures", 0))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("sampling.monteCarlo.futures");
    assertThatThrownBy(() -> runs.plan("sampling.monteCarlo.rule", "repeats"))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("repeat");
  }

  @Test
  void anObjectiveOnTokensOfAnyKindFits() {
    assertThat(mean(Map.of("objective", "small"))).isNotEqualTo(mean());
  }

  @Test
  void closesObjectives() {
    mean(Map.of("objective", "rise"));

    assertThat(runs.plugin.lifecycle).containsOnlyOnce("open rise", "close rise");
  }

  @Test
  void saysOnceARunHowOftenItWasClipped() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Run.class);
    Level level = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(log);
    try {
      mean(Map.of("objective", "rise", "clipNorm", 1e-3));
    } finally {
      logger.detachAppender(log);
      logger.setAdditive(true);
      logger.setLevel(level);
    }

    // Four futures of four tokens in five steps each, a row apart: eight rows.
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsOnlyOnce("Guidance was clipped to its clipNorm in 32 of 32 gradients.");
  }

  @Test
  void evaluationReportsHowOftenItWasClipped() {
    Evaluator.Request request =
        new Evaluator.Request(Split.TEST, 40, 2, java.util.OptionalInt.of(1));
    RunPlan plan =
        runs.plan("sampling.guidance", List.of(Map.of("objective", "rise", "clipNorm", 1e-3)));

    try (Run steered = runs.load("run", plan);
        Run free = runs.load("run", runs.plan())) {
      assertThat(
              steered
                  .evaluator()
                  .evaluate(request, Evaluator.Progress.NONE)
                  .report()
                  .toJson()
                  .toString())
          // Two futures of the last sample, which has one token less: seven rows.
          .contains("\"guidance_gradients\":14,\"guidance_clipped\":14");
      assertThat(
              free.evaluator()
                  .evaluate(request, Evaluator.Progress.NONE)
                  .report()
                  .toJson()
                  .toString())
          .doesNotContain("guidance");
    }
  }

  @Test
  void refusesAnObjectiveForOtherSamplesBeforeTheEngineIsMade() {
    RunPlan plan = runs.plan("sampling.guidance", List.of(Map.of("objective", "wordy")));

    assertThatThrownBy(() -> runs.load("run", plan))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The guidance objective 'wordy' is for samples of String, but the data source 'ramp' gives samples of double[].");
    assertThat(runs.plugin.lifecycle).doesNotContain("open engine");
  }

  @Test
  void explainsWhatIsWrongInTheConfiguration() {
    assertThatThrownBy(() -> runs.plan("sampling.guidance", List.of(Map.of("objective", "raise"))))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("sampling.guidance")
        .hasMessageContaining("rise");
    assertThatThrownBy(
            () ->
                runs.plan("sampling.guidance", List.of(Map.of("objective", "rise", "clipNorm", 0))))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("clipNorm");
    assertThatThrownBy(
            () ->
                runs.plan(
                    "sampling.guidance",
                    List.of(Map.of("objective", Map.of("name", "rise", "slop", 1)))))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("slope");
  }

  @Test
  void effectiveConfigurationHoldsEveryObjective() {
    RunPlan plan =
        runs.plan("sampling.guidance", List.of(Map.of("objective", "rise", "clipNorm", 3)));

    RunPlan again = RunPlan.of(plan.effective(), runs.registry);

    assertThat(again.effective()).isEqualTo(plan.effective());
    assertThat(again.sha256()).isEqualTo(plan.sha256());
    Settings effective = plan.effective();
    assertThat(effective.toYaml())
        .contains("slope: 1.0", "clipNorm: 3.0", "scale: 1.0", "guidanceLevel: current");
  }

  private double mean(Map<?, ?>... guidance) {
    return mean(runs.plan("sampling.guidance", List.of(guidance)));
  }

  /** The mean of predicted numbers. */
  private double mean(RunPlan plan) {
    try (Run run = runs.load("run", plan)) {
      return mean(run, run.modality());
    }
  }

  private static <S> double mean(Run run, Modality<S> modality) {
    List<Prediction<S>> predictions =
        run.predictor()
            .predict(
                modality,
                List.of(modality.source().get(Split.TEST, 0)),
                4,
                run.ways()::defaultMatrix,
                run.seeds(),
                done -> {})
            .predictions();
    double sum = 0;
    int count = 0;
    for (S future : predictions.get(0).samples()) {
      double[] numbers = (double[]) future;
      for (int t = modality.source().knownLength(); t < numbers.length; t++) {
        sum += numbers[t];
        count++;
      }
    }
    return sum / count;
  }
}
