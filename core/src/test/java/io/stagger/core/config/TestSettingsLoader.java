package io.stagger.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.config.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestSettingsLoader {
  @TempDir private Path directory;

  @Test
  void readsAnExperimentFile() throws IOException {
    Path file =
        write(
            "a.yaml",
            """
            model:
              width: 96
              dropout: 0.1
              causal: true
            metrics: [crps, mae]
            rate: 1e-3
            until: 2019-01-01
            answer: no
            code: 0123
            """);

    Settings settings = load(file);

    assertThat(settings.toMap())
        .isEqualTo(
            Map.of(
                "model",
                Map.of("width", 96L, "dropout", 0.1, "causal", true),
                "metrics",
                List.of("crps", "mae"),
                "rate",
                0.001,
                "until",
                "2019-01-01",
                "answer",
                "no",
                "code",
                "0123"));
    assertThat(settings.keys())
        .containsExactly("model", "metrics", "rate", "until", "answer", "code");
    assertThat(settings.origin("model.width")).isEqualTo(file.toString());
    assertThat(settings.value("model.width")).contains(96L);
    assertThat(settings.value("model.depth")).isEmpty();
  }

  @Test
  void keepsEmptyListsAndListsOfOneElement() throws IOException {
    Settings settings = load(write("a.yaml", "none: []\none: [x]\nmaps: [{name: y, z: 1}]\n"));

    assertThat(settings.toMap())
        .isEqualTo(
            Map.of(
                "none", List.of(),
                "one", List.of("x"),
                "maps", List.of(Map.of("name", "y", "z", 1L))));
  }

  @Test
  void anEmptyFileHoldsNoSettings() throws IOException {
    assertThat(load(write("a.yaml", "# nothing yet\n")).toMap()).isEmpty();
  }

  @Test
  void anExperimentOverridesItsIncludesKeyByKeyAndALaterIncludeAnEarlierOne() throws IOException {
    write("base/base.yaml", "include: deep.yaml\na: 1\nb: {x: 1, y: 1}\n");
    write("base/deep.yaml", "a: 0\nd: 0\nlist: [1, 2, 3]\n");
    write("other.yaml", "b: {y: 2}\nc: 2\n");
    Path file = write("a.yaml", "include: [base/base.yaml, other.yaml]\nc: 3\nlist: [4]\n");

    Settings settings = load(file);

    assertThat(settings.toMap())
        .isEqualTo(
            Map.of("a", 1L, "b", Map.of("x", 1L, "y", 2L), "c", 3L, "d", 0L, "list", List.of(4L)));
    assertThat(settings.origin("a")).isEqualTo(directory.resolve("base/base.yaml").toString());
    assertThat(settings.origin("d")).isEqualTo(directory.resolve("base/deep.yaml").toString());
    assertThat(settings.origin("b.y")).isEqualTo(directory.resolve("other.yaml").toString());
    assertThat(settings.origin("c")).isEqualTo(file.toString());
    assertThat(settings.origin("not.there")).isEqualTo(file.toString());
  }

  @Test
  void environmentOverridesFilesAndTheCommandLineOverridesBoth() throws IOException {
    Path file = write("a.yaml", "training: {steps: 1, batch: 1, seed: 1}\n");
    SettingsLoader loader =
        new SettingsLoader(
            Map.of(
                "STAGGER_CFG_training__steps", "2",
                "STAGGER_CFG_training__batch", "2",
                "PATH", "/bin"));

    Settings settings =
        loader.load(file, List.of("training.steps=3", "metrics=[a, b]", "note=", "steps=x=y"));

    assertThat(settings.toMap())
        .isEqualTo(
            Map.of(
                "training",
                Map.of("steps", 3L, "batch", 2L, "seed", 1L),
                "metrics",
                List.of("a", "b"),
                "note",
                "",
                "steps",
                "x=y"));
    assertThat(settings.place("training.steps")).isEqualTo("'training.steps' in the option --set");
    assertThat(settings.place("training.batch"))
        .isEqualTo("'training.batch' in the environment variable STAGGER_CFG_training__batch");
    assertThat(settings.place("training.seed")).isEqualTo("'training.seed' in " + file);
  }

  @Test
  void aLaterAssignmentOverridesAnEarlierOne() {
    assertThat(loader().load(List.of("a=1", "a=2")).toMap()).isEqualTo(Map.of("a", 2L));
  }

  @Test
  void aNameReplacesASelectionButASettingOfItIsMerged() throws IOException {
    Path file = write("a.yaml", "schedule: {name: cosine, levels: 1000}\nsolver: ddim\n");

    assertThat(loader().load(file, List.of("schedule=linear")).toMap())
        .containsEntry("schedule", "linear");
    assertThat(loader().load(file, List.of("schedule.levels=500")).toMap())
        .containsEntry("schedule", Map.of("name", "cosine", "levels", 500L));
    Settings settings = loader().load(file, List.of("solver.eta=1"));
    assertThat(settings.toMap()).containsEntry("solver", Map.of("name", "ddim", "eta", 1L));
    assertThat(settings.origin("solver.name")).isEqualTo(file.toString());
    assertThat(settings.origin("solver.eta")).isEqualTo("the option --set");
  }

  /** Of an extension of which the file set keys, before another one was chosen. */
  @Test
  void keysOfAnExtensionOfWhichTheNameAloneWasReplacedAreReportedWithTheMend() throws IOException {
    Path file = write("a.yaml", "backbone: {name: transformer, heads: 4, width: 8}\n");

    Settings backbone = loader().load(file, List.of("backbone.name=recurrent")).at("backbone");
    assertThatThrownBy(() -> new RecordBinder().bind(Recurrent.class, backbone.without("name")))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The key 'backbone.heads' in %s is unknown: allowed here is width; if it belongs to what 'backbone.name' in the option --set replaced, write backbone=NAME there, which leaves out all keys of the former one.",
            file);
    Settings whole =
        loader().load(file, List.of("backbone=recurrent", "backbone.width=3")).at("backbone");
    assertThat(new RecordBinder().bind(Recurrent.class, whole.without("name")).width())
        .isEqualTo(3);

    Settings misspelt =
        loader()
            .load(
                file, List.of("backbone.name=recurrent", "backbone.heads=null", "backbone.wdth=3"))
            .at("backbone");
    assertThatThrownBy(() -> new RecordBinder().bind(Recurrent.class, misspelt.without("name")))
        .hasMessage(
            "The key 'backbone.wdth' in the option --set is unknown (did you mean 'width'?): allowed here is width.");
  }

  record Recurrent(@Setting(value = "width", defaultValue = "5") int width) {}

  @Test
  void whatReplacesAMappingReplacesItAlsoBelowWhatIsAbove() throws IOException {
    Path file = write("a.yaml", "backbone: {name: transformer, heads: 4}\nearly: {patience: 3}\n");

    assertThat(loader().load(file, List.of("backbone=recurrent", "backbone.width=3")).toMap())
        .containsEntry("backbone", Map.of("name", "recurrent", "width", 3L));
    assertThat(loader().load(file, List.of("early=null", "early.below=2")).toMap())
        .containsEntry("early", Map.of("below", 2L));
    assertThat(loader().load(file, List.of("backbone={}", "backbone.width=3")).toMap())
        .containsEntry("backbone", Map.of("name", "transformer", "heads", 4L, "width", 3L));
  }

  @Test
  void nullTakesBackWhatALayerBelowSays() throws IOException {
    Path file = write("a.yaml", "early: {patience: 3}\nsteps: 5\n");

    assertThat(loader().load(file, List.of("early=null", "steps=~")).toMap()).isEmpty();
  }

  @Test
  void anEmptyMappingAddsNothing() throws IOException {
    write("base.yaml", "training: {steps: 5}\n");
    Path file = write("a.yaml", "include: base.yaml\ntraining: {}\nother: {}\n");

    assertThat(load(file).toMap())
        .isEqualTo(Map.of("training", Map.of("steps", 5L), "other", Map.of()));
  }

  @Test
  void referencesStandForKeysEnvironmentVariablesAndSystemProperties() throws IOException {
    Path file =
        write(
            "a.yaml",
            """
            steps: 100
            warmUp: ${steps}
            label: run-${steps}-${seed:-none}
            data: ${env:DATA}/x.csv
            separator: ${sys:file.separator}
            files: ["${env:DATA}", "${label}"]
            literal: $${steps}
            """);
    SettingsLoader loader = new SettingsLoader(Map.of("DATA", "/data"));

    assertThat(loader.load(file, List.of("steps=200")).toMap())
        .isEqualTo(
            Map.of(
                "steps",
                200L,
                "warmUp",
                200L,
                "label",
                "run-200-none",
                "data",
                "/data/x.csv",
                "separator",
                java.io.File.separator,
                "files",
                List.of("/data", "run-200-none"),
                "literal",
                "${steps}"));
  }

  @Test
  void anIncludedFileCanBeNamedByTheEnvironment() throws IOException {
    write("base.yaml", "a: 1\n");
    Path file = write("a.yaml", "include: ['${env:BASE}.yaml']\n");

    assertThat(new SettingsLoader(Map.of("BASE", "base")).load(file, List.of()).toMap())
        .isEqualTo(Map.of("a", 1L));
  }

  @Test
  void settingsAreWrittenSoThatTheyReadBackEqual() throws IOException {
    Settings settings =
        load(
            write(
                "a.yaml",
                """
                text: ["1e-3", "true", "null", "0123", "a: b", "", "2019-01-01", " x "]
                numbers: [1, 1.0, 1.0E-5, 12345678901234567890, .inf]
                nested: {deeper: {still: "$${literal} $$ ${nested.other}"}, other: "y", none: {}}
                lines: "a\\nb"
                """));

    Path written = write("effective.yaml", settings.toYaml());

    assertThat(load(written)).isEqualTo(settings).hasSameHashCodeAs(settings);
    assertThat(settings.value("nested.deeper.still")).contains("${literal} $$ y");
  }

  @Test
  void existingSettingsCanBeOverridden() {
    Settings settings = Settings.of(Map.of("a", 1, "b", Map.of("c", "${x}")), "run/config.yaml");

    Settings overridden = loader().override(settings, List.of("a=2"));

    assertThat(overridden.toMap()).isEqualTo(Map.of("a", 2L, "b", Map.of("c", "${x}")));
    assertThat(overridden.origin("b.c")).isEqualTo("run/config.yaml");
  }

  @Test
  void sectionsKnowTheirPath() {
    Settings section = Settings.of(Map.of("a", Map.of("b", Map.of("c", 1))), "x.yaml").at("a.b");

    assertThat(section.path()).isEqualTo("a.b");
    assertThat(section.place("c")).isEqualTo("'a.b.c' in x.yaml");
    assertThat(Settings.of(Map.of(), "x.yaml").at("a.b").keys()).isEmpty();
    assertThatThrownBy(() -> Settings.of(Map.of("a", 5), "x.yaml").at("a"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The key 'a' in x.yaml is '5', but must hold keys of its own.");
  }

  @Test
  void aMissingExperimentFileIsReportedWithTheNearestName() throws IOException {
    write("quickstart.yaml", "");

    assertThatThrownBy(() -> load(directory.resolve("quickstrat.yaml")))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "There is no experiment file %s (did you mean 'quickstart.yaml'?).",
            directory.resolve("quickstrat.yaml"));
  }

  @Test
  void aMissingIncludeIsReported() throws IOException {
    Path file = write("a.yaml", "include: [zzz/none.yaml]\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "%s includes 'zzz/none.yaml', but there is no file %s.",
            file, directory.resolve("zzz/none.yaml"));
  }

  @Test
  void aDirectoryIsNoExperimentFile() {
    assertThatThrownBy(() -> load(directory))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The experiment file %s can't be read: it is a directory.", directory);
  }

  @Test
  void aFileInAnotherEncodingIsReported() throws IOException {
    Path file = directory.resolve("latin.yaml");
    Files.write(file, "a: \u00e9".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The experiment file %s is not text in UTF-8: save it in that encoding.", file);
  }

  @Test
  void aFileThatIncludesItselfIsReported() throws IOException {
    write("b.yaml", "include: a.yaml\n");
    Path file = write("a.yaml", "include: b.yaml\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The file %s includes itself.", file);
  }

  @Test
  void anIncludeThatIsNoFileNameIsReported() throws IOException {
    Path file = write("a.yaml", "include: [5]\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The key 'include' in %s is '[5]', but must be a list of file names.", file);
  }

  @Test
  void anIncludeOutsideAFileIsReported() {
    assertThatThrownBy(() -> loader().load(List.of("include=b.yaml")))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The key 'include' can only stand in a file, not in the option --set.");
  }

  @Test
  void aSyntaxErrorIsReportedWithLineAndColumn() throws IOException {
    Path file = write("a.yaml", "a: 1\nb: [1, 2\nc: 3\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "%s is not valid YAML at line 3, column 2: expected ',' or ']', but got :.", file);
  }

  @Test
  void aKeyThatIsGivenTwiceIsReported() throws IOException {
    Path file = write("a.yaml", "a: 1\nb: 2\na: 3\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage("%s is not valid YAML at line 3, column 1: found duplicate key a.", file);
  }

  @Test
  void aFileThatIsNoMappingIsReported() throws IOException {
    Path list = write("list.yaml", "- a\n");
    Path word = write("word.yaml", "hello\n");

    assertThatThrownBy(() -> load(list))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "%s must hold keys with values, written 'key: value', and not just a list.", list);
    assertThatThrownBy(() -> load(word))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "%s must hold keys with values, written 'key: value', and not just 'hello'.", word);
  }

  @Test
  void aKeyThatIsNotTextIsReported() throws IOException {
    Path file = write("a.yaml", "true: 1\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage("%s has the key 'true', but a key must be text: write it in quotes.", file);
  }

  @Test
  void anEmptyElementIsReported() throws IOException {
    Path file = write("a.yaml", "a: [1, ]\nb:\n  -\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage("%s has a list with an empty element: give it a value or take it out.", file);
  }

  @Test
  void aKeyWithoutAValueInAListIsReported() throws IOException {
    Path file = write("a.yaml", "a:\n  - b: 1\n    c: {d: {e: }}\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "%s has a list with the key 'e' that has no value: write 'key: value', with a space behind the colon, or leave the key out.",
            file);
    assertThatThrownBy(() -> loader().load(List.of("guidance=[{objective:nope,scale:1}]")))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("has a list with the key 'objective:nope' that has no value");
  }

  @Test
  void anAliasThatHoldsItselfIsReported() throws IOException {
    Path file = write("a.yaml", "a: &x [*x]\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage("%s nests more than 32 levels deep: an alias may hold itself.", file);
  }

  @Test
  void anAssignmentWithoutEqualsSignIsReported() {
    assertThatThrownBy(() -> loader().load(List.of("training.steps")))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The option --set takes key=value, such as training.steps=100, not 'training.steps'.");
  }

  @Test
  void anAssignmentToAnEmptyNameIsReported() {
    assertThatThrownBy(() -> loader().load(List.of("training..steps=1")))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'training..steps' in the option --set is not a key: write names joined by single"
                + " dots.");
  }

  @Test
  void anAssignmentOfInvalidYamlIsReported() {
    assertThatThrownBy(() -> loader().load(List.of("a=[1")))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The value of 'a' in the option --set is not valid YAML at line 1, column 3: ");
  }

  @Test
  void aReferenceToNothingIsReported() throws IOException {
    Path file = write("a.yaml", "a: {b: 'x-${nothing}'}\n");
    Path alone = write("b.yaml", "a: ${env:NOTHING}\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The key 'a.b' in %s is 'x-${nothing}', which refers to something that is not set.",
            file);
    assertThatThrownBy(() -> load(alone))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The key 'a' in %s is '${env:NOTHING}', which refers to something that is not set.",
            alone);
  }

  @Test
  void aReferenceToItselfIsReported() throws IOException {
    Path text = write("a.yaml", "a: ${b}\nb: x${a}\n");
    Path list = write("b.yaml", "a: ['${a}']\n");

    assertThatThrownBy(() -> load(text))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The key 'a' in %s is '${b}', which refers to itself.", text);
    assertThatThrownBy(() -> load(list))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The key 'a' in %s is '${a}', which refers to itself.", list);
  }

  private static SettingsLoader loader() {
    return new SettingsLoader(Map.of());
  }

  private static Settings load(Path file) {
    return loader().load(file, List.of());
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void changesSettingsWithoutTheEnvironmentAndNamesWhoDid() {
    Settings settings =
        Settings.of(
            Map.of("seed", 3, "levels", Map.of("name", "independent", "share", 0.5)), "a.yaml");

    Settings changed =
        SettingsLoader.change(settings, List.of("levels=shared", "a.b=[1, x]"), "the regime 'r'");

    assertThat(changed.toMap())
        .isEqualTo(Map.of("seed", 3L, "levels", "shared", "a", Map.of("b", List.of(1L, "x"))));
    assertThat(changed.origin("levels")).isEqualTo("the regime 'r'");
    assertThatThrownBy(() -> SettingsLoader.change(settings, List.of("seed"), "the regime 'r'"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The regime 'r' takes key=value, such as training.steps=100, not 'seed'.");
  }

  @Test
  void writesAListThatStandsInTwoPlacesTwice() {
    List<Object> shared = List.of("a");
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("one", shared);
    tree.put("two", shared);

    assertThat(Settings.of(tree, "a test").toYaml()).isEqualTo("one:\n- a\ntwo:\n- a\n");
  }
}
