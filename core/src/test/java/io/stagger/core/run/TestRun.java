package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.WeightMap;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenStream;
import io.stagger.core.checkpoint.ForeignWeights;
import io.stagger.core.config.Settings;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.plugin.ExtensionRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestRun {
  @TempDir private Path folder;
  private TestingRuns runs;

  @BeforeEach
  void setUp() {
    runs = new TestingRuns(folder);
  }

  @Test
  void closesEverythingOnceInReverseOrder() {
    Run run = runs.begin("run", runs.plan());
    run.trainer().train();
    run.close();
    run.close();

    assertThat(runs.plugin.lifecycle)
        .containsExactly(
            "open data",
            "open listener",
            "open engine",
            "open model",
            "open training",
            "close training",
            "close model",
            "close engine",
            "close listener",
            "close data");
  }

  @Test
  void closesWhatIsOpenAndLeavesNoDirectoryWhenItCannotBegin() {
    RunPlan plan = runs.plan("data.train", 0);

    assertThatThrownBy(() -> runs.begin("run", plan))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The data (ramp) has no training samples.");

    assertThat(runs.plugin.lifecycle).containsExactly("open data", "close data");
    assertThat(runs.path("run")).doesNotExist();
  }

  @Test
  void checksSamplingBeforeTheEngineIsMade() {
    assertThatThrownBy(() -> runs.begin("run", runs.plan("sampling.steps", 21)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The key 'sampling.steps' is 21, but must be from 1 to 20, the number of noise levels.");
    assertThatThrownBy(() -> runs.begin("run", runs.plan("sampling.stabilizationLevel", 20)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("'sampling.stabilizationLevel' is 20")
        .hasMessageContaining("0 to 19");
    assertThatThrownBy(
            () -> runs.begin("run", runs.plan("evaluation.ways.steep.uncertaintyScale", -1)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("'steep' gives no valid plan for 4 tokens in 5 steps");

    assertThat(runs.plugin.lifecycle).doesNotContain("open engine");
    assertThat(runs.path("run")).doesNotExist();
  }

  @Test
  void refusesToTrainWithEvaluationsButNothingToEvaluate() {
    RunPlan plan = runs.plan("data.validation", 0, "training.evaluateEvery", 5);

    assertThatThrownBy(() -> runs.begin("run", plan))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The key 'training.evaluateEvery' is 5, but the data source 'ramp' (ramp) has no validation samples, so give it some, or set the key to 0 and leave out training.earlyStop.");

    assertThat(runs.plugin.lifecycle).doesNotContain("open engine");
    assertThat(runs.path("run")).doesNotExist();
    runs.begin("run", runs.plan("data.validation", 0)).close();
  }

  @Test
  void beginsWithWeightsOfAnotherProgram() {
    runs.begin("first", runs.plan()).trainer().train();
    ForeignWeights foreign =
        ForeignWeights.open(
            RunDirectory.open(runs.path("first"))
                .checkpoints()
                .latest()
                .orElseThrow()
                .directory()
                .resolve("average.safetensors"));

    runs.beginWith(
            "imported",
            runs.plan(),
            foreign,
            name -> Optional.of(new WeightMap.Source(name, false)))
        .close();

    List<Float> average = runs.state("first").get(StatePart.AVERAGE);
    assertThat(runs.state("imported").get(StatePart.AVERAGE)).isEqualTo(average);
    assertThat(runs.state("imported").get(StatePart.WEIGHTS)).isEqualTo(average);
    try (Run resumed = runs.resume("imported", runs.plan())) {
      assertThat(resumed.step()).isZero();
      resumed.trainer().train();
    }
    assertThat(runs.state("imported").get(StatePart.WEIGHTS)).isNotEqualTo(average);
  }

  @Test
  void namesThePluginsThatARunHadAndThatAreNotInstalled() {
    runs.begin("run", runs.plan()).close();
    RunDirectory directory = RunDirectory.open(runs.path("run"));
    Settings settings = new SettingsLoader(Map.of()).load(directory.experimentFile(), List.of());
    ExtensionRegistry other =
        new ExtensionRegistry.Builder().contribute("other", new TestingPlugin()).build();
    ExtensionRegistry none = new ExtensionRegistry.Builder().build();

    assertThat(directory.plan(settings, other).effective()).isEqualTo(settings);
    assertThatThrownBy(() -> directory.plan(settings, none))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("There is no ")
        .hasMessageEndingWith(
            "%nThe run was made with the plugin 'testing' 1.2.3, which is not installed: `stagger plugins list` shows what is."
                .formatted());
    // Another mistake is no matter of plugins, whichever are installed.
    assertThatThrownBy(
            () ->
                directory.plan(
                    SettingsLoader.change(settings, List.of("data.lable=x"), "a test"), other))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("'data.lable' in a test is unknown")
        .hasMessageNotContaining("not installed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[null]", "[{}]", "{", "", "[{\"id\": 3}]"})
  void saysWhatIsMissingThoughTheListOfPluginsIsDamaged(String text) throws IOException {
    runs.begin("run", runs.plan()).close();
    RunDirectory directory = RunDirectory.open(runs.path("run"));
    Settings settings = new SettingsLoader(Map.of()).load(directory.experimentFile(), List.of());
    Files.writeString(directory.path().resolve("plugins.json"), text);

    assertThatThrownBy(() -> directory.plan(settings, new ExtensionRegistry.Builder().build()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("There is no ");
  }

  @Test
  void leavesNoDirectoryWhenForeignWeightsDoNotFit() {
    ForeignWeights foreign = new ForeignWeights(Path.of("foreign"), Map.of(), Map.of());
    RunPlan plan = runs.plan();

    assertThatThrownBy(() -> runs.beginWith("run", plan, foreign, name -> Optional.empty()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("does not say where 1 of the model's 1 parameters are");

    assertThat(runs.path("run")).doesNotExist();
    assertThat(runs.plugin.lifecycle)
        .endsWith("close model", "close engine", "close listener", "close data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "past | memory | The key 'sampling.rollout.past' is 'memory', but this backbone does not",
        "context | 6 | Windows show 6 tokens of the past (sampling.rollout.context), but the model",
        "hop | 4 | The key 'sampling.rollout.hop' is 4, but a window of 6 tokens that shows 3",
        "replacement | true | The key 'sampling.rollout.replacement' is true, but the sampling"
      })
  void refusesRollOutsThatCantBeBeforeAnythingIsTrained(String key, String value, String sentence) {
    RunPlan plan = runs.plan("sampling.rollout." + key, value);

    assertThatThrownBy(() -> runs.begin("run", plan))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(sentence);
    assertThat(runs.path("run")).doesNotExist();
    assertThat(runs.plugin.lifecycle).doesNotContain("open model");
  }

  @Test
  void refusesADirectoryThatIsNotFree() throws IOException {
    Files.createDirectory(runs.path("empty"));
    runs.begin("empty", runs.plan()).close();
    assertThatThrownBy(() -> runs.begin("empty", runs.plan()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("already holds a run")
        .hasMessageContaining("stagger train --resume");

    Files.createDirectory(runs.path("foreign"));
    Files.writeString(runs.path("foreign").resolve("thesis.txt"), "precious");
    assertThatThrownBy(() -> runs.begin("foreign", runs.plan()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("is not empty and not a run");
  }

  @Test
  void keepsOthersFromTrainingInItsDirectory() {
    RunPlan plan = runs.plan();
    try (Run run = runs.begin("run", plan)) {
      assertThatThrownBy(() -> runs.resume("run", plan))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "Another process is training in '%s'; wait for it or stop it first."
                  .formatted(run.directory().path()));
      assertThat(runs.plugin.lifecycle).containsOnlyOnce("open data", "open model");
    }
    runs.resume("run", plan).close();
  }

  @Test
  void writesTheEffectiveConfigurationInFull() {
    RunPlan plan = runs.plan("evaluation.ways.slow.uncertaintyScale", 2);
    runs.begin("run", plan).close();

    Settings written =
        new SettingsLoader(Map.of())
            .load(RunDirectory.open(runs.path("run")).experimentFile(), List.of());

    assertThat(written.value("training.beta2")).contains(0.999);
    assertThat(written.value("diffusion.schedule.name")).contains("even");
    assertThat(written.value("diffusion.schedule.levels")).contains(20L);
    assertThat(written.value("evaluation.ways.slow.name")).contains("pyramid");
    assertThat(written.value("training.warmupOrder")).contains("correct");
    RunPlan again = RunPlan.of(written, runs.registry);
    assertThat(again.effective()).isEqualTo(plan.effective());
    assertThat(again.sha256()).isEqualTo(plan.sha256());
  }

  @Test
  void refusesToResumeWithAnotherModelOrData() {
    runs.begin("run", runs.plan()).close();

    assertThatThrownBy(() -> runs.resume("run", runs.plan("diffusion.schedule.levels", 30)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The key 'diffusion.schedule.levels' is '20' in the run but '30' now, and a model can't be trained further with another one; start a new run instead.");
    assertThatThrownBy(() -> runs.resume("run", runs.plan("data.label", "other")))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("'data.label'");
    assertThatThrownBy(() -> runs.resume("run", runs.plan("training.optimizer", "muon")))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The key 'training.optimizer' is 'adamw' in the run but 'muon' now, and a model can't be trained further with another one; start a new run instead.");
    assertThatThrownBy(() -> runs.load("run", runs.plan("backbone.causal", false)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("'backbone.causal'");
  }

  @Test
  void resumesWithMoreStepsAndWritesThemDown() {
    try (Run run = runs.begin("run", runs.plan())) {
      run.trainer().train();
    }

    try (Run run = runs.resume("run", runs.plan("training.steps", 50))) {
      run.trainer().train();
      assertThat(run.trainer().step()).isEqualTo(50);
      assertThat(run.directory().experimentFile()).content().contains("steps: 50");
    }
  }

  @Test
  void refusesToResumeWhenTheDataHasChanged() throws IOException {
    try (Run run = runs.begin("run", runs.plan())) {
      run.trainer().train();
      Path manifest =
          run.directory().checkpoints().latest().orElseThrow().directory().resolve("manifest.json");
      Files.writeString(
          manifest, Files.readString(manifest).replace("sha-of-ramp", "sha-of-before"));
    }

    assertThatThrownBy(() -> runs.resume("run", runs.plan()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("was sha-of-before and is sha-of-ramp now");
  }

  @Test
  void saysThatARunHasNoCheckpointYet() {
    runs.begin("run", runs.plan()).close();

    assertThatThrownBy(() -> runs.load("run", runs.plan()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("has no checkpoint yet");
  }

  @Test
  void namesTheCheckpointThatDoesNotFit() throws IOException {
    try (Run run = runs.begin("run", runs.plan())) {
      run.trainer().train();
      Path checkpoint = run.directory().checkpoints().latest().orElseThrow().directory();
      Path average = checkpoint.resolve("average.safetensors");
      Files.write(average, java.util.Arrays.copyOf(Files.readAllBytes(average), 20));
    }

    assertThatThrownBy(() -> runs.load("run", runs.plan()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("The checkpoint '")
        .hasMessageContaining("is truncated");
  }

  @Test
  void saysThatADirectoryIsNoRun() {
    assertThatThrownBy(() -> RunDirectory.open(folder))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("is not the directory of a run");
    assertThatThrownBy(() -> RunDirectory.open(folder.resolve("none")))
        .isInstanceOf(StaggerException.class)
        .hasMessage("There is no run directory '%s'.".formatted(folder.resolve("none")));
  }

  @Test
  void resolvesFilesFromTheExperimentsFolder() {
    try (Run run = runs.begin("run", runs.plan())) {
      assertThat(run.directory().experimentFolder()).isEqualTo(folder.toAbsolutePath());
    }
    assertThat(new RunContext(folder, java.util.Optional.empty()).resolve("a/../b.csv"))
        .isEqualTo(folder.resolve("b.csv"));
  }

  @Test
  void streamsByWhatItIsConfiguredWith() {
    RunPlan plan =
        runs.plan(
            "sampling.rollout.past", "window",
            "sampling.rollout.context", 2,
            "sampling.rollout.hop", 1);
    try (Run run = runs.begin("streaming", plan);
        TokenStream stream =
            run.sampler().stream(
                new StreamRequest(
                    2,
                    (sequence, position, target) -> target.put(0.5f),
                    SamplingTask.Steering.AS_CONFIGURED,
                    1))) {
      assertThat(stream.next(3)).hasSize(2).allMatch(tokens -> tokens.length() == 3);
      assertThat(runs.plugin.behavior.sessionBatches).containsExactly(2, 2, 2);
    }
    assertThat(runs.plugin.behavior.openSessions).isZero();
  }
}
