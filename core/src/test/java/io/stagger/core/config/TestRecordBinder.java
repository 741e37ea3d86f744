package io.stagger.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.config.NoSettings;
import io.stagger.api.config.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestRecordBinder {
  private final RecordBinder binder = new RecordBinder();

  enum Norm {
    PRE_NORM,
    POST_NORM
  }

  record Inner(
      @Setting(value = "the rate", defaultValue = "0.5", min = 0, max = 1) double rate,
      @Setting("a label") Optional<String> label) {}

  record Everything(
      @Setting(value = "the number of steps", min = 1) int steps,
      @Setting(value = "the seed", defaultValue = "7") long seed,
      @Setting(value = "the share dropped", defaultValue = "0.1", min = 0, max = 1) double dropout,
      @Setting(value = "looks back only", defaultValue = "true") boolean causal,
      @Setting(value = "the title", defaultValue = "") String title,
      @Setting(value = "where to normalize", defaultValue = "pre-norm") Norm norm,
      @Setting(value = "the widths", defaultValue = "1, 2", min = 1) List<Integer> widths,
      @Setting("the limit") Optional<Integer> limit,
      @Setting("the optimizer") Inner inner) {}

  record Selecting(
      @Setting("the schedule") @Point("noise-schedule") Selection schedule,
      @Setting(value = "the metrics", defaultValue = "crps, mae") @Point("metric")
          List<Selection> metrics,
      @Setting(value = "the ways", defaultValue = "") @Point("sampling-schedule")
          Map<String, Selection> ways,
      @Setting(value = "more", defaultValue = "") Map<String, Inner> inners,
      @Setting("the listener") @Point("listener") Optional<Selection> listener,
      @Setting(value = "many", defaultValue = "") List<Inner> many) {}

  record Rejecting(@Setting(value = "the heads", defaultValue = "3") int heads) {
    Rejecting {
      if (heads % 2 != 0) {
        throw new IllegalArgumentException("The key 'heads' is " + heads + ", but must be even.");
      }
    }
  }

  record Holder(@Setting("the part") Rejecting part) {}

  @Test
  void fillsInDefaults() {
    assertThat(bind(Everything.class, Map.of("steps", 5)))
        .isEqualTo(
            new Everything(
                5,
                7,
                0.1,
                true,
                "",
                Norm.PRE_NORM,
                List.of(1, 2),
                Optional.empty(),
                new Inner(0.5, Optional.empty())));
  }

  @Test
  void bindsEveryType() {
    assertThat(
            bind(
                Everything.class,
                Map.of(
                    "steps",
                    1e4,
                    "seed",
                    12345678901L,
                    "dropout",
                    1,
                    "causal",
                    "false",
                    "title",
                    "a title",
                    "norm",
                    "post-norm",
                    "widths",
                    List.of(3, "4"),
                    "limit",
                    9,
                    "inner",
                    Map.of("rate", "1e-1", "label", "x"))))
        .isEqualTo(
            new Everything(
                10000,
                12345678901L,
                1.0,
                false,
                "a title",
                Norm.POST_NORM,
                List.of(3, 4),
                Optional.of(9),
                new Inner(0.1, Optional.of("x"))));
  }

  @Test
  void bindsARecordWithoutSettings() {
    assertThat(bind(NoSettings.class, Map.of())).isEqualTo(new NoSettings());
  }

  @Test
  void bindsSelectionsInTheLongAndTheShortForm() {
    Selecting bound =
        bind(
            Selecting.class,
            Map.of(
                "schedule", Map.of("name", "cosine", "levels", 1000),
                "metrics", List.of("crps", Map.of("name", "coverage", "level", 0.9)),
                "ways", Map.of("pyramid", Map.of("name", "pyramid", "uncertainty", 1)),
                "inners", Map.of("a", Map.of("rate", 0.25)),
                "listener", "progress",
                "many", List.of(Map.of("label", "y"))));

    assertThat(bound.schedule().name()).contains("cosine");
    assertThat(bound.schedule().settings().toMap()).isEqualTo(Map.of("levels", 1000L));
    assertThat(bound.schedule().settings().place("levels"))
        .isEqualTo("'schedule.levels' in x.yaml");
    assertThat(bound.metrics())
        .extracting(selection -> selection.name().orElseThrow())
        .containsExactly("crps", "coverage");
    assertThat(bound.metrics().get(1).settings().place("level"))
        .isEqualTo("'metrics[1].level' in x.yaml");
    assertThat(bound.ways().get("pyramid").settings().path()).isEqualTo("ways.pyramid");
    assertThat(bound.inners()).isEqualTo(Map.of("a", new Inner(0.25, Optional.empty())));
    assertThat(bound.listener()).contains(Selection.of("progress"));
    assertThat(bound.many()).containsExactly(new Inner(0.5, Optional.of("y")));
  }

  @Test
  void aSelectionThatIsLeftOutHasNoNameOrItsDefault() {
    Selecting bound = bind(Selecting.class, Map.of());

    assertThat(bound.schedule().name()).isEmpty();
    assertThat(bound.metrics()).containsExactly(Selection.of("crps"), Selection.of("mae"));
    assertThat(bound.ways()).isEmpty();
    assertThat(bound.listener()).isEmpty();
  }

  @Test
  void findsTheSelectionsOfABoundRecord() {
    Selecting bound =
        bind(Selecting.class, Map.of("ways", Map.of("a", "pyramid"), "listener", "progress"));

    assertThat(PlacedSelection.in(bound))
        .extracting(placed -> placed.pointId() + "/" + placed.selection().name().orElse("highest"))
        .containsExactly(
            "noise-schedule/highest",
            "metric/crps",
            "metric/mae",
            "sampling-schedule/pyramid",
            "listener/progress");
  }

  @Test
  void anUnknownKeyIsReportedWithTheNearestAndAllKeys() {
    assertProblems(
        Inner.class,
        Map.of("reat", 1),
        "The key 'reat' in x.yaml is unknown (did you mean 'rate'?): allowed here are rate and"
            + " label.");
    assertProblems(
        Rejecting.class,
        Map.of("zzz", 1, "heads", 2),
        "The key 'zzz' in x.yaml is unknown: allowed here is heads.");
    assertProblems(
        NoSettings.class,
        Map.of("zzz", 1),
        "The key 'zzz' in x.yaml is unknown: allowed here are none.");
  }

  @Test
  void aKeyInAnotherStyleIsRecognized() {
    assertThat(Choices.of(List.of("learningRate", "levels")).nearest("learning-rate"))
        .contains("learningRate");
  }

  @Test
  void aMissingKeyIsReported() {
    assertProblems(
        Everything.class,
        Map.of(),
        "The required key 'steps' in x.yaml is missing: give it a whole number at least 1 (the"
            + " number of steps).");
  }

  @Test
  void aWrongTypeIsReported() {
    assertProblems(
        Everything.class,
        Map.of("steps", "many"),
        "The key 'steps' in x.yaml is 'many', but must be a whole number at least 1.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1.5),
        "The key 'steps' in x.yaml is '1.5', but must be a whole number at least 1.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "seed", List.of(1)),
        "The key 'seed' in x.yaml is '[1]', but must be a whole number.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "dropout", "low"),
        "The key 'dropout' in x.yaml is 'low', but must be a number from 0 to 1.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "causal", "yes"),
        "The key 'causal' in x.yaml is 'yes', but must be true or false.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "title", 5),
        "The key 'title' in x.yaml is '5', but must be text, in quotes if it looks like something"
            + " else.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "norm", "pre_norm"),
        "The key 'norm' in x.yaml is 'pre_norm', but must be pre-norm or post-norm (did you mean"
            + " 'pre-norm'?).");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "widths", 5),
        "The key 'widths' in x.yaml is '5', but must be a list, written [a, b], each a whole"
            + " number at least 1.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "inner", 5),
        "The key 'inner' in x.yaml is '5', but must be keys with values, from rate and label.");
    assertProblems(
        Selecting.class,
        Map.of("schedule", 5),
        "The key 'schedule' in x.yaml is '5', but must be the name of a noise-schedule, or {name:"
            + " ..., key: value}.");
    assertProblems(
        Selecting.class,
        Map.of("schedule", Map.of("name", 5)),
        "The key 'schedule.name' in x.yaml is '5', but must be text, in quotes if it looks like"
            + " something else.");
    assertProblems(
        Selecting.class,
        Map.of("ways", List.of("a")),
        "The key 'ways' in x.yaml is '[a]', but must be names with values, written {name:"
            + " value}.");
  }

  @Test
  void aValueOutOfRangeIsReported() {
    assertProblems(
        Everything.class,
        Map.of("steps", 0),
        "The key 'steps' in x.yaml is '0', but must be a whole number at least 1.");
    assertProblems(
        Everything.class,
        Map.of("steps", 3000000000L),
        "The key 'steps' in x.yaml is '3000000000', but must be a whole number from 1 to"
            + " 2147483647.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "dropout", 1.01),
        "The key 'dropout' in x.yaml is '1.01', but must be a number from 0 to 1.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "dropout", Double.NaN),
        "The key 'dropout' in x.yaml is 'NaN', but must be a number from 0 to 1.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "widths", List.of(1, 0)),
        "The key 'widths[1]' in x.yaml is '0', but must be a whole number at least 1.");
    assertProblems(
        Everything.class,
        Map.of("steps", 1, "inner", Map.of("rate", -1)),
        "The key 'inner.rate' in x.yaml is '-1', but must be a number from 0 to 1.");
  }

  @Test
  void allProblemsAreReportedTogetherEachOnItsLine() {
    assertProblems(
        Everything.class,
        Map.of("norm", "none", "inner", Map.of("rate", 2)),
        "The required key 'steps' in x.yaml is missing: give it a whole number at least 1 (the"
            + " number of steps).",
        "The key 'norm' in x.yaml is 'none', but must be pre-norm or post-norm.",
        "The key 'inner.rate' in x.yaml is '2', but must be a number from 0 to 1.");
  }

  @Test
  void whatTheConstructorRejectsIsReportedWithItsPlace() {
    assertProblems(
        Rejecting.class, Map.of("heads", 5), "x.yaml: The key 'heads' is 5, but must be even.");
    assertProblems(
        Holder.class,
        Map.of("part", Map.of("heads", 5)),
        "x.yaml, key 'part': The key 'heads' is 5, but must be even.");
  }

  @Test
  void describesARecord() {
    assertThat(RecordReference.of(Everything.class).entries())
        .containsExactly(
            entry("steps", "whole number", "required", "at least 1", "the number of steps"),
            entry("seed", "whole number", "7", "", "the seed"),
            entry("dropout", "number", "0.1", "from 0 to 1", "the share dropped"),
            entry("causal", "true or false", "true", "", "looks back only"),
            entry("title", "text", "empty", "", "the title"),
            entry("norm", "pre-norm or post-norm", "pre-norm", "", "where to normalize"),
            entry("widths", "list of whole number", "[1, 2]", "at least 1", "the widths"),
            entry("limit", "whole number", "not set", "", "the limit"),
            entry("inner.rate", "number", "0.5", "from 0 to 1", "the rate"),
            entry("inner.label", "text", "not set", "", "a label"));
    assertThat(RecordReference.of(Selecting.class).entries())
        .containsExactly(
            entry("schedule", "noise-schedule", "the highest ranking", "", "the schedule"),
            entry("metrics", "list of metric", "[crps, mae]", "", "the metrics"),
            entry("ways", "names, each with sampling-schedule", "empty", "", "the ways"),
            entry("inners", "names, each with keys", "empty", "", "more"),
            entry("inners.<name>.rate", "number", "0.5", "from 0 to 1", "the rate"),
            entry("inners.<name>.label", "text", "not set", "", "a label"),
            entry("listener", "listener", "not set", "", "the listener"),
            entry("many", "list of keys", "[]", "", "many"),
            entry("many[].rate", "number", "0.5", "from 0 to 1", "the rate"),
            entry("many[].label", "text", "not set", "", "a label"));
    assertThat(RecordReference.of(NoSettings.class).entries()).isEmpty();
  }

  record Undocumented(int steps) {}

  record Untypable(@Setting("a thing") Thread thread) {}

  record Unpointed(@Setting("a thing") Selection thing) {}

  record Defaultless(@Setting(value = "n", defaultValue = "x") int n) {}

  record OutOfRange(@Setting(value = "n", defaultValue = "0", min = 1) int n) {}

  record Endless(@Setting("itself") Optional<Endless> itself) {}

  @Test
  void aRecordThatIsNotWellFormedIsRejected() {
    assertMalformed(
        Undocumented.class,
        "The component steps of the configuration record %s has no annotation @Setting.");
    assertMalformed(
        Untypable.class,
        "The component thread of the configuration record %s has the type java.lang.Thread, but a"
            + " setting is an int, long, double, boolean, String, enum, configuration record, or a"
            + " List or Optional of these.");
    assertMalformed(
        Unpointed.class,
        "The component thing of the configuration record %s selects an extension and needs the"
            + " annotation @Point.");
    assertMalformed(
        Defaultless.class,
        "The key 'n' in the defaults of the record %s is 'x', but must be a whole number.");
    assertMalformed(
        OutOfRange.class,
        "The key 'n' in the defaults of the record %s is '0', but must be a whole number at least"
            + " 1.");
    assertMalformed(Endless.class, "The configuration record %s holds itself.");
    assertThatThrownBy(() -> RecordReference.of(Rejecting.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The defaults of the configuration record %s don't go together: the defaults: The key"
                + " 'heads' is 3, but must be even.",
            Rejecting.class.getName());
  }

  private static RecordReference.Entry entry(
      String key, String type, String defaultValue, String range, String description) {
    return new RecordReference.Entry(key, type, defaultValue, range, description);
  }

  private static void assertMalformed(Class<? extends Record> type, String message) {
    assertThatThrownBy(() -> RecordReference.of(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message, type.getName());
  }

  private void assertProblems(
      Class<? extends Record> type, Map<String, ?> settings, String... problems) {
    assertThatThrownBy(() -> bind(type, settings))
        .isInstanceOf(StaggerException.class)
        .hasMessage(String.join(System.lineSeparator(), problems));
  }

  private <C extends Record> C bind(Class<C> type, Map<String, ?> settings) {
    return binder.bind(type, Settings.of(settings, "x.yaml"));
  }
}
