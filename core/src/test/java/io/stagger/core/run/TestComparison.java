package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.core.checkpoint.SafetensorsReader;
import io.stagger.core.compare.Comparison;
import io.stagger.core.compare.ComparisonDirectory;
import io.stagger.core.compare.ComparisonReport;
import io.stagger.core.compare.Drift;
import io.stagger.core.compare.RolloutResult;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.plugin.ExtensionRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the plugin that the tests of runs share, and so in their package. */
final class TestComparison {
  private static final List<Map<String, Object>> REGIMES =
      List.of(
          Map.of("name", "even"),
          Map.of("name", "twin"),
          Map.of("name", "steep", "set", List.of("sampling.schedule.uncertaintyScale=2")));

  @TempDir private Path folder;
  private TestingRuns runs;

  @BeforeEach
  void setUp() {
    runs = new TestingRuns(folder);
  }

  private RunPlan plan(Object... keysAndValues) {
    List<Object> all =
        new ArrayList<>(
            Arrays.asList(
                "compare.seeds", 2,
                "compare.length", 40,
                "compare.sequences", 4,
                "compare.window", 2,
                "compare.spectrumWindow", 4,
                "compare.regimes", REGIMES));
    all.addAll(Arrays.asList(keysAndValues));
    return runs.plan(all.toArray());
  }

  private Comparison begin(String name, RunPlan plan) {
    return begin(name, plan, () -> false).orElseThrow();
  }

  private Optional<Comparison> begin(String name, RunPlan plan, BooleanSupplier stopped) {
    return Comparison.begin(
        plan, runs.path(name), folder, runs.registry, TestingRuns.surroundings(), stopped);
  }

  private Comparison resume(String name, String... assignments) {
    return resume(name, () -> false, assignments).orElseThrow();
  }

  private Optional<Comparison> resume(String name, BooleanSupplier stopped, String... assignments) {
    ComparisonDirectory directory = ComparisonDirectory.open(runs.path(name));
    RunPlan plan =
        RunPlan.of(
            new SettingsLoader(Map.of()).load(directory.experimentFile(), List.of(assignments)),
            runs.registry);
    return Comparison.resume(plan, directory, runs.registry, TestingRuns.surroundings(), stopped);
  }

  private static ComparisonReport finish(Comparison comparison) {
    return comparison.compare(Comparison.Progress.NONE).orElseThrow();
  }

  /** All numbers but how long it took. */
  private static JsonNode numbers(ComparisonReport report) {
    ObjectNode json = report.toJson();
    json.path("regimes")
        .forEach(
            regime ->
                regime.path("runs").forEach(run -> ((ObjectNode) run).remove("tokens_per_second")));
    return json;
  }

  private long count(String what) {
    return runs.plugin.lifecycle.stream().filter(what::equals).count();
  }

  @Test
  void trainsEveryRegimeWithEverySeedAndRollsItOut() throws IOException {
    ComparisonReport report = finish(begin("all", plan()));

    assertThat(report.regimes().keySet()).containsExactly("even", "twin", "steep");
    assertThat(report.trainingLength()).isEqualTo(6);
    assertThat(report.context()).isEqualTo(3);
    for (String regime : report.regimes().keySet()) {
      List<RolloutResult> results = report.regimes().get(regime);
      assertThat(results).extracting(RolloutResult::seed).containsExactly(3L, 4L);
      assertThat(results)
          .allSatisfy(
              result -> {
                assertThat(result.step()).isEqualTo(40);
                assertThat(result.drift())
                    .extracting(Drift::horizon)
                    .containsExactly(6, 8, 12, 17, 24, 34, 40);
                assertThat(result.drift()).allSatisfy(at -> assertThat(at.energy()).isFinite());
                assertThat(result.strip()).hasSize(40);
                assertThat(result.divergedAt()).isZero();
                assertThat(result.errors()).hasSize(3);
              });
      assertThat(runs.path("all").resolve(regime + "-seed-3").resolve("checkpoints")).isDirectory();
    }
    assertThat(report.energy("even", 40).count()).isEqualTo(2);
    JsonNode saved = new ObjectMapper().readTree(runs.path("all").resolve("compare.json").toFile());
    assertThat(saved).isEqualTo(new ObjectMapper().readTree(report.toJson().toString()));
    assertThat(saved.at("/regimes/steep/drift/6/energy_distance/mean").asDouble())
        .isEqualTo(report.energy("steep", 40).mean());
  }

  @Test
  void givesEqualRegimesEqualNumbersAndOthersOthers() {
    ComparisonReport report = finish(begin("all", plan()));
    JsonNode regimes = numbers(report).path("regimes");

    assertThat(regimes.path("twin")).isEqualTo(regimes.path("even"));
    assertThat(regimes.path("steep")).isNotEqualTo(regimes.path("even"));
    assertThat(regimes.at("/even/runs/0")).isNotEqualTo(regimes.at("/even/runs/1"));
  }

  @Test
  void keepsTheFirstRollOutsAsTheyWere() {
    ComparisonReport report = finish(begin("all", plan()));

    Path run = runs.path("all").resolve("steep-seed-4");
    Map<String, NamedTensor> kept =
        SafetensorsReader.open(run.resolve("rollout.safetensors")).tensors();
    float[] strip = report.regimes().get("steep").get(1).strip();
    assertThat(kept.keySet())
        .containsExactlyInAnyOrder("sequence_0", "sequence_1", "sequence_2", "sequence_3");
    assertThat(kept.get("sequence_0").shape()).containsExactly(40L, 1L);
    assertThat(kept.get("sequence_0").values()).isEqualTo(FloatBuffer.wrap(strip));
    // The first test sample, observed for three tokens.
    assertThat(strip).startsWith(Arrays.copyOf(report.any().realStrip(), 3));
  }

  @Test
  void equalsOneThatNeverStoppedAfterStopsInTrainingAndInARollOut() {
    ComparisonReport expected = finish(begin("through", plan()));

    Comparison first = begin("stopped", plan());
    long[] steps = {0};
    runs.plugin.behavior.beforeStep =
        step -> {
          if (++steps[0] == 55) {
            first.requestStop();
          }
        };
    assertThat(first.compare(Comparison.Progress.NONE)).isEmpty();
    assertThat(runs.path("stopped").resolve("compare.json")).doesNotExist();
    runs.plugin.behavior.beforeStep = step -> {};

    Comparison second = resume("stopped");
    assertThat(
            second.compare(
                progress(
                    (member, done) -> {
                      if (member.number() == 4) {
                        second.requestStop();
                      }
                    })))
        .isEmpty();
    assertThat(numbers(finish(resume("stopped")))).isEqualTo(numbers(expected));
    // 55 steps, 25 more of the second model, and all of the other four: none was taken twice.
    assertThat(trainedSteps("stopped")).isEqualTo(6 * 40);
  }

  private long trainedSteps(String name) {
    try (Stream<Path> files = Files.walk(runs.path(name))) {
      long steps = 0;
      for (Path file : files.filter(f -> f.endsWith("metrics.jsonl")).toList()) {
        steps +=
            Files.readAllLines(file).stream()
                .filter(line -> line.contains("\"step\"") && line.contains("\"loss\""))
                .count();
      }
      return steps;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Comparison.Progress progress(BiConsumer<Comparison.Member, Long> rolled) {
    return new Comparison.Progress() {
      @Override
      public void begins(Comparison.Member member) {}

      @Override
      public void rolled(Comparison.Member member, long done, long total) {
        rolled.accept(member, done);
      }

      @Override
      public void measured(Comparison.Member member, RolloutResult result) {}
    };
  }

  @Test
  void leavesNothingBehindIfItIsStoppedBeforeAllRegimesAreMade() throws IOException {
    AtomicInteger asked = new AtomicInteger();

    assertThat(begin("stopped", plan(), () -> asked.incrementAndGet() == 2)).isEmpty();

    assertThat(asked).hasValue(2);
    assertThat(runs.path("stopped")).doesNotExist();
    assertThat(count("open training")).isZero();

    finish(begin("all", plan("compare.seeds", 1)));
    Path file = ComparisonDirectory.open(runs.path("all")).experimentFile();
    String before = Files.readString(file);

    assertThat(resume("all", () -> true, "compare.length=60")).isEmpty();

    assertThat(file).hasContent(before);
    assertThat(resume("all", () -> true)).as("one that needs no regimes made").isPresent();
  }

  @Test
  void opensNoModelForWhatIsMeasured() {
    ComparisonReport report = finish(begin("all", plan()));
    long opened = count("open model");

    assertThat(finish(resume("all")).toJson()).isEqualTo(report.toJson());

    assertThat(count("open model")).isEqualTo(opened);
  }

  @Test
  void rollsOutAnewWithoutTrainingWhereTheRollOutIsToBeOtherwise() {
    finish(begin("all", plan()));
    long trained = count("open training");

    ComparisonReport longer = finish(resume("all", "compare.length=80"));

    assertThat(count("open training")).isEqualTo(trained);
    assertThat(longer.horizons()).endsWith(80);
    assertThat(numbers(longer))
        .isEqualTo(numbers(finish(begin("fresh", plan("compare.length", 80)))));
  }

  @Test
  void fitsTheTokenizerOnce() {
    finish(begin("all", plan()));
    assertThat(runs.plugin.fits).hasValue(1);

    finish(resume("all", "compare.seeds=3"));
    assertThat(runs.plugin.fits).hasValue(2);
    // What was fitted for another model is saved with each.
    try (Run run =
        Run.load(
            plan(),
            RunDirectory.open(runs.path("all").resolve("even-seed-3")),
            runs.registry,
            TestingRuns.surroundings())) {
      assertThat(run.modality().tokenizer().statistics().get("scale")[0]).isPositive();
    }
    assertThat(runs.plugin.fits).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "[]", "{", "{\"drift\": [], \"errors\": []}"})
  void measuresAgainWhatIsDamaged(String text) throws IOException {
    ComparisonReport expected = finish(begin("all", plan()));
    long trained = count("open training");
    Files.writeString(runs.path("all").resolve("twin-seed-3").resolve("rollout.json"), text);

    assertThat(numbers(finish(resume("all")))).isEqualTo(numbers(expected));
    assertThat(count("open training")).isEqualTo(trained);
  }

  @Test
  void namesThePluginThatOnlyARegimeMisses() {
    finish(begin("all", plan()));
    ExtensionRegistry other =
        new ExtensionRegistry.Builder().contribute("other", runs.plugin).build();
    ComparisonDirectory directory = ComparisonDirectory.open(runs.path("all"));
    RunPlan plan =
        RunPlan.of(
            new SettingsLoader(Map.of())
                .load(
                    directory.experimentFile(),
                    List.of("compare.regimes=[{name: even, set: [backbone=lost]}]")),
            other);

    assertThatThrownBy(
            () ->
                Comparison.resume(plan, directory, other, TestingRuns.surroundings(), () -> false))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("There is no backbone 'lost'")
        .hasMessageContaining("The run was made with the plugin 'testing' 1.2.3");
  }

  @Test
  void trainsOnlyWhatIsAdded() {
    finish(begin("all", plan("compare.seeds", 1)));
    long trained = count("open training");

    ComparisonReport more = finish(resume("all", "compare.seeds=2"));

    assertThat(count("open training")).isEqualTo(trained + 3);
    assertThat(numbers(more)).isEqualTo(numbers(finish(begin("fresh", plan()))));
  }

  @Test
  void triesEveryRegimeBeforeItMakesADirectory() {
    assertRefused(
        plan("compare.regimes", List.of(Map.of("name", "a", "set", List.of("sampling.step=4")))),
        "'sampling.step' in the regime 'a' of compare.regimes is unknown (did you mean 'steps'?)");
    assertRefused(
        plan(
            "compare.regimes",
            List.of(
                Map.of("name", "a"),
                Map.of("name", "b", "set", List.of("sampling.rollout.context=6")))),
        "The regime 'b' can't be trained: Windows show 6 tokens of the past (sampling.rollout.context), but the model sees at most 6 together");
    assertRefused(
        plan("compare.context", 6),
        "The key 'compare.context' is 6, but must be less than the training length, 6 tokens.");

    assertThat(runs.plugin.lifecycle).doesNotContain("open training");
  }

  private void assertRefused(RunPlan plan, String sentence) {
    assertThatThrownBy(() -> begin("refused", plan))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining(sentence);
    assertThat(runs.path("refused")).doesNotExist();
    assertThat(count("open model")).isEqualTo(count("close model"));
  }

  @Test
  void beginsOnlyWhereNothingIs() throws IOException {
    begin("all", plan());
    assertThatThrownBy(() -> begin("all", plan()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining(
            "already holds a comparison, so go on with `stagger compare --resume");

    Files.createDirectories(runs.path("other/thing"));
    assertThatThrownBy(() -> begin("other", plan()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("is not empty and not a comparison");
    assertThatThrownBy(() -> resume("other"))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("is not the directory of a comparison");
  }

  @Test
  void refusesToGoOnWhenTheDataHasChanged() throws IOException {
    finish(begin("all", plan("compare.seeds", 1)));
    Path manifest =
        RunDirectory.open(runs.path("all").resolve("twin-seed-3"))
            .checkpoints()
            .latest()
            .orElseThrow()
            .directory()
            .resolve("manifest.json");
    String before = Files.readString(manifest);
    Files.writeString(manifest, before.replace("sha-of-ramp", "sha-of-before"));

    assertThatThrownBy(() -> resume("all", "compare.seeds=2"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The data (ramp) has changed since the run began: its SHA-256 was sha-of-before and is sha-of-ramp now; put the former data back, or begin another comparison.");
    assertThat(count("close data")).isEqualTo(count("open data"));

    Files.writeString(manifest, before);
    assertThat(resume("all").plan().configuration().compare().seeds()).isEqualTo(1);
  }

  /** Before anything is trained, other data is as good. */
  @Test
  void goesOnWithOtherDataWhereNothingIsTrained() {
    begin("all", plan("compare.seeds", 1));

    Comparison changed = resume("all", "data.label=other");

    assertThat(changed.plan().effective().toYaml()).contains("label: other");
  }

  @Test
  void refusesToGoOnWithModelsOfAnotherKind() {
    RunPlan plan = plan("compare.seeds", 1);
    finish(begin("all", plan));

    assertThatThrownBy(() -> finish(resume("all", "diffusion.schedule.levels=30")))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("diffusion.schedule.levels");
    assertThatThrownBy(() -> resume("all", "training.learningRate=0.037"))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("training.learningRate");
    assertThatThrownBy(() -> resume("all", "compare.length=3"))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("compare.length");
    // None of it stays.
    assertThat(resume("all").plan().effective().toYaml()).isEqualTo(plan.effective().toYaml());
  }
}
