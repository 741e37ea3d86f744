package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.StatePart;
import io.stagger.api.run.RunEvent;
import io.stagger.api.run.RunEvent.Reason;
import io.stagger.core.checkpoint.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestTrainer {
  @TempDir private Path folder;
  private TestingRuns runs;

  @BeforeEach
  void setUp() {
    runs = new TestingRuns(folder);
  }

  @Test
  void trainsAndLearns() {
    try (Run run = runs.begin("run", runs.plan("training.steps", 300))) {
      assertThat(run.trainer().train()).isEqualTo(Reason.FINISHED);
    }

    List<Double> losses = losses();
    assertThat(losses).hasSize(300);
    assertThat(mean(losses.subList(250, 300))).isLessThan(0.7 * mean(losses.subList(0, 50)));
  }

  @Test
  void givesTheSameWeightsForTheSameSeedAndOthersForAnother() {
    for (String name : List.of("a", "b")) {
      try (Run run = runs.begin(name, runs.plan())) {
        run.trainer().train();
      }
    }
    try (Run run = runs.begin("c", runs.plan("seed", 4))) {
      run.trainer().train();
    }

    assertThat(runs.state("b")).isEqualTo(runs.state("a"));
    assertThat(runs.state("c")).isNotEqualTo(runs.state("a"));
  }

  @Test
  void isTheSameWhenStoppedAndResumedAsWhenNeverStopped() throws IOException {
    RunPlan plan =
        runs.plan(
            "training.decay",
            "cosine",
            "training.warmupSteps",
            5,
            "training.evaluateEvery",
            7,
            "training.weightDecay",
            0.01);
    try (Run run = runs.begin("whole", plan)) {
      run.trainer().train();
    }
    List<String> wholeLog = log("whole");
    try (Run run = runs.begin("parts", plan)) {
      stopAt(run, 17);
      assertThat(run.trainer().train()).isEqualTo(Reason.INTERRUPTED);
      assertThat(run.trainer().step()).isEqualTo(18);
    }
    try (Run run = runs.resume("parts", plan)) {
      assertThat(run.step()).isEqualTo(18);
      stopAt(run, 33);
      run.trainer().train();
    }
    try (Run run = runs.resume("parts", plan)) {
      assertThat(run.trainer().train()).isEqualTo(Reason.FINISHED);
    }

    assertThat(runs.state("parts")).isEqualTo(runs.state("whole"));
    assertThat(log("parts")).containsExactlyElementsOf(wholeLog);
  }

  @Test
  void isTheSameWhenStoppedAndResumedWithAccumulation() throws IOException {
    RunPlan plan = runs.plan("training.accumulate", 3);
    try (Run run = runs.begin("whole", plan)) {
      run.trainer().train();
    }
    try (Run run = runs.begin("parts", plan)) {
      stopAt(run, 17);
      run.trainer().train();
    }
    try (Run run = runs.resume("parts", plan)) {
      run.trainer().train();
    }

    assertThat(runs.state("parts")).isEqualTo(runs.state("whole"));
    assertThat(log("parts")).containsExactlyElementsOf(log("whole")).hasSize(40);
  }

  @Test
  void accumulationIsOneStepOfSeveralBatches() {
    try (Run run = runs.begin("run", runs.plan("training.accumulate", 3, "training.epochs", 3))) {
      run.trainer().train();

      // 3 epochs of 10 samples, 3 batches of 4 samples in a step.
      assertThat(run.trainer().step()).isEqualTo(3);
    }
    assertThat(runs.plugin.behavior.trainedWeights).hasSize(9);
    for (int step = 0; step < 3; step++) {
      double sum = 0;
      for (float[] weights : runs.plugin.behavior.trainedWeights.subList(3 * step, 3 * step + 3)) {
        for (float weight : weights) {
          sum += weight;
        }
      }
      assertThat(sum).as("weight of step %d", step).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void accumulationMayChangeOnResumption() {
    try (Run run = runs.begin("run", runs.plan())) {
      stopAt(run, 17);
      run.trainer().train();
    }
    runs.plugin.behavior.beforeStep = step -> {};
    runs.plugin.behavior.trainedWeights.clear();
    try (Run run = runs.resume("run", runs.plan("training.accumulate", 2))) {
      assertThat(run.trainer().train()).isEqualTo(Reason.FINISHED);
      assertThat(run.trainer().step()).isEqualTo(40);
    }
    assertThat(runs.plugin.behavior.trainedWeights).hasSize(2 * (40 - 18));
  }

  @Test
  void goesOnFromTheLastCheckpointAfterACrash() {
    RunPlan plan = runs.plan();
    try (Run run = runs.begin("whole", plan)) {
      run.trainer().train();
    }
    try (Run run = runs.begin("crashed", plan)) {
      runs.plugin.behavior.beforeStep =
          step -> {
            if (step == 25) {
              throw new IllegalStateException("power failure");
            }
          };
      assertThatThrownBy(() -> run.trainer().train()).hasMessage("power failure");
      runs.plugin.behavior.beforeStep = step -> {};
    }

    try (Run run = runs.resume("crashed", plan)) {
      assertThat(run.step()).isEqualTo(20);
      run.trainer().train();
    }

    assertThat(runs.state("crashed")).isEqualTo(runs.state("whole"));
  }

  @Test
  void savesACheckpointWhenItIsStopped() {
    try (Run run = runs.begin("run", runs.plan())) {
      stopAt(run, 3);
      run.trainer().train();

      assertThat(run.directory().checkpoints().steps()).containsExactly(4L);
    }
    assertThat(runs.plugin.events)
        .contains(new RunEvent.TrainingEnded(4, Reason.INTERRUPTED))
        .anyMatch(e -> e instanceof RunEvent.CheckpointSaved saved && saved.step() == 4);
  }

  @Test
  void keepsTheLastCheckpointsAndTheFinalOne() {
    try (Run run =
        runs.begin("run", runs.plan("training.steps", 45, "training.keepCheckpoints", 2))) {
      run.trainer().train();

      assertThat(run.directory().checkpoints().steps()).containsExactly(40L, 45L);
    }
  }

  @Test
  void takesNoStepWhenItIsFinishedAlready() {
    RunPlan plan = runs.plan();
    try (Run run = runs.begin("run", plan)) {
      run.trainer().train();
    }
    runs.plugin.events.clear();

    try (Run run = runs.resume("run", plan)) {
      assertThat(run.trainer().train()).isEqualTo(Reason.FINISHED);
    }

    assertThat(runs.plugin.events)
        .containsExactly(
            new RunEvent.TrainingStarted(40, 40, 5),
            new RunEvent.TrainingEnded(40, Reason.FINISHED));
  }

  @Test
  void stopsEarlyAndKeepsTheBest() {
    runs.plugin.behavior.scores.addAll(List.of(5.0, 3.0, 4.0, 3.5, 3.1, 2.0));
    RunPlan plan = earlyStopping();
    try (Run run = runs.begin("run", plan)) {
      assertThat(run.trainer().train()).isEqualTo(Reason.STOPPED_EARLY);

      assertThat(run.trainer().step()).isEqualTo(10);
      assertThat(run.directory().checkpoints().steps()).containsExactly(4L, 10L);
      Manifest.Progress progress =
          run.directory().checkpoints().latest().orElseThrow().manifest().progress();
      assertThat(progress).isEqualTo(new Manifest.Progress("mae", 3.0, 4, 10, 3));
      assertThat(run.directory().modelCheckpoint().manifest().step()).isEqualTo(4);
    }
    runs.plugin.behavior.scores.clear();
    runs.plugin.events.clear();

    try (Run run = runs.resume("run", plan)) {
      assertThat(run.trainer().train()).isEqualTo(Reason.STOPPED_EARLY);
    }
    assertThat(runs.plugin.events).noneMatch(e -> e instanceof RunEvent.StepTaken);
    try (Run run = runs.load("run", plan)) {
      assertThat(run.step()).isEqualTo(4);
    }
  }

  @Test
  void remembersEarlyStoppingAcrossAStop() {
    RunPlan plan = earlyStopping();
    runs.plugin.behavior.scores.addAll(List.of(3.0, 4.0));
    try (Run run = runs.begin("run", plan)) {
      stopAt(run, 4);
      run.trainer().train();
    }
    runs.plugin.behavior.scores.addAll(List.of(3.5, 3.25));

    try (Run run = runs.resume("run", plan)) {
      assertThat(run.trainer().train()).isEqualTo(Reason.STOPPED_EARLY);
      assertThat(run.trainer().step()).isEqualTo(8);
    }
  }

  @Test
  void saysWhichScoresThereAreWhenTheWatchedOneIsMissing() {
    RunPlan plan = runs.plan("training.evaluateEvery", 2, "training.earlyStop.metric", "crps_sum");
    try (Run run = runs.begin("run", plan)) {
      assertThatThrownBy(() -> run.trainer().train())
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "The key 'training.earlyStop.metric' is 'crps_sum', but the scores are mae; the run"
                  + " is saved at step 2 and can be resumed with --set"
                  + " training.earlyStop.metric=NAME.");
    }
  }

  @Test
  void losesNoStepWhenTheWatchedScoreIsMisspelt() throws IOException {
    RunPlan right = runs.plan("training.evaluateEvery", 7, "training.earlyStop.metric", "mae");
    RunPlan wrong = runs.plan("training.evaluateEvery", 7, "training.earlyStop.metric", "maee");
    try (Run run = runs.begin("whole", right)) {
      run.trainer().train();
    }
    try (Run run = runs.begin("mended", wrong)) {
      assertThatThrownBy(() -> run.trainer().train())
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "The key 'training.earlyStop.metric' is 'maee', but the scores are mae (did you mean"
                  + " 'mae'?); the run is saved at step 7 and can be resumed with --set"
                  + " training.earlyStop.metric=mae.");
      assertThat(run.directory().checkpoints().steps()).containsExactly(7L);
    }

    try (Run run = runs.resume("mended", right)) {
      assertThat(run.step()).isEqualTo(7);
      run.trainer().train();
    }

    assertThat(runs.state("mended")).isEqualTo(runs.state("whole"));
    assertThat(log("mended")).containsExactlyElementsOf(log("whole"));
  }

  @Test
  void savesNothingWhenTheGradientIsNotANumberAlthoughTheLossIs() {
    // The step after which a checkpoint is due.
    runs.plugin.behavior.brokenGradientStep = 19;
    try (Run run = runs.begin("run", runs.plan())) {
      assertThatThrownBy(() -> run.trainer().train())
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "The gradient's norm became NaN at step 20, so lower training.learningRate (0.01 at"
                  + " that step) or set training.clipNorm, and go on from the checkpoint of step"
                  + " 10.");

      assertThat(run.directory().checkpoints().steps()).containsExactly(10L);
    }
  }

  @Test
  void stopsWithASentenceWhenTheLossIsNotANumber() {
    runs.plugin.behavior.brokenStep = 13;
    try (Run run = runs.begin("run", runs.plan())) {
      assertThatThrownBy(() -> run.trainer().train())
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "The loss became NaN at step 14, so lower training.learningRate (0.01 at that step)"
                  + " or set training.clipNorm, and go on from the checkpoint of step 10.");

      assertThat(run.directory().checkpoints().steps()).containsExactly(10L);
    }
  }

  @Test
  void countsEpochsInsteadOfSteps() {
    try (Run run = runs.begin("run", runs.plan("training.epochs", 3))) {
      run.trainer().train();

      assertThat(run.trainer().step()).isEqualTo(8);
    }
  }

  @Test
  void writesWhatMadeTheModelBesideIt() {
    RunPlan plan = runs.plan();
    try (Run run = runs.begin("run", plan)) {
      run.trainer().train();
      Manifest manifest = run.directory().checkpoints().latest().orElseThrow().manifest();

      assertThat(manifest.configurationSha256()).isEqualTo(plan.sha256());
      assertThat(manifest.plugins())
          .containsExactly(new Manifest.PluginVersion("testing", "1.2.3"));
      assertThat(manifest.engine())
          .isEqualTo(new Manifest.EngineVersion("testing", "1", "one thread"));
      assertThat(manifest.data())
          .isEqualTo(
              new Manifest.DataVersion(
                  "ramp", "sha-of-ramp", TestingDataSource.KNOWN, TestingDataSource.LENGTH));
      assertThat(manifest.tokenizer()).containsOnlyKeys("scale");
      assertThat(manifest.seed()).isEqualTo(3);
      assertThat(manifest.files()).hasSize(StatePart.values().length);
    }
  }

  private RunPlan earlyStopping() {
    return runs.plan(
        "training.evaluateEvery",
        2,
        "training.keepCheckpoints",
        1,
        "training.earlyStop.metric",
        "mae",
        "training.earlyStop.patience",
        3);
  }

  private void stopAt(Run run, long step) {
    Trainer trainer = run.trainer();
    runs.plugin.behavior.beforeStep =
        current -> {
          if (current == step) {
            Thread other = new Thread(trainer::requestStop);
            other.start();
            try {
              other.join();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
  }

  /** Steps and scores, without what differs from time to time. */
  private List<String> log(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl")).stream()
        .filter(line -> line.contains("\"step\",") || line.contains("\"evaluated\""))
        .map(line -> line.replaceAll(",\"seconds\":[^}]*", ""))
        .toList();
  }

  private List<Double> losses() {
    return runs.plugin.events.stream()
        .filter(RunEvent.StepTaken.class::isInstance)
        .map(event -> ((RunEvent.StepTaken) event).loss())
        .toList();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
